import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { describeProblem } from '../../shared/words/describe-problem.ts';
import { toProblem } from '../bridge/problem-error.ts';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import type { Draft } from '../state/use-draft.ts';
import { Button } from './button.tsx';
import { ProblemNote } from './problem-note.tsx';

/** Fields with one Save button; a wrong field is shown and gets the focus instead of being sent. */
export function SettingsForm({ draft, children }: { draft: Draft; children: ComponentChildren }) {
  const { t, say, language } = useApp();
  const isThere = useRef(true);
  useEffect(
    () => () => {
      isThere.current = false;
    },
    [],
  );
  const save = useAction(async () => {
    try {
      await draft.save();
    } catch (error) {
      // Who has gone on to another panel would take it for saved.
      if (!isThere.current) say(t('form.notSaved', { why: describeProblem(toProblem(error), language).text }));
      throw error;
    }
    say(t('form.saved'));
  });
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const wrong = event.currentTarget.querySelector<HTMLElement>(':is(input, select, textarea):invalid');
        if (wrong === null) {
          // Enter in a field comes here too, past the button that has nothing to save.
          if (draft.isDirty) void save.run();
        } else {
          wrong.focus();
          say(t('form.invalid'));
        }
      }}
    >
      {children}
      <ProblemNote problem={save.problem} />
      <div class="actions">
        <Button kind="primary" type="submit" busy={save.busy} disabled={!draft.isDirty}>
          {t('action.save')}
        </Button>
        {draft.isDirty ? (
          <Button disabled={save.busy} onClick={draft.reset}>
            {t('action.discard')}
          </Button>
        ) : null}
        <span class="hint">{draft.isDirty ? t('form.unsaved') : ''}</span>
      </div>
    </form>
  );
}
