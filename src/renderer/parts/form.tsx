import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SettingsPatch } from '../../shared/bridge.ts';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import { Button } from './button.tsx';
import { ProblemNote } from './problem-note.tsx';

export interface Draft<Value> {
  value: Value;
  isDirty: boolean;
  change(part: Partial<Value>): void;
  reset(): void;
}

/** What a person is typing: a change that comes from elsewhere does not overwrite it. */
export function useDraft<Value extends object>(saved: Value): Draft<Value> {
  const [draft, setDraft] = useState<Value | null>(null);
  const text = JSON.stringify(saved);
  const isDirty = draft !== null && JSON.stringify(draft) !== text;
  // Once saved, the draft is what the agent made of it: trimmed, completed.
  const lastText = useRef(text);
  useEffect(() => {
    if (lastText.current !== text) {
      lastText.current = text;
      setDraft((current) => (current !== null && JSON.stringify(current) === text ? null : current));
    }
  }, [text]);
  return {
    value: draft ?? saved,
    isDirty,
    change: (part) => setDraft((current) => ({ ...(current ?? saved), ...part })),
    reset: () => setDraft(null),
  };
}

interface SettingsFormProps {
  draft: Draft<object>;
  toPatch(): SettingsPatch;
  children: ComponentChildren;
}

/** Fields with one Save button; a wrong field is shown and gets the focus instead of being sent. */
export function SettingsForm({ draft, toPatch, children }: SettingsFormProps) {
  const { bridge, t, say } = useApp();
  const save = useAction(async () => {
    await bridge.call('saveSettings', toPatch());
    draft.reset();
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
          void save.run();
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
        {draft.isDirty ? <Button onClick={draft.reset}>{t('action.discard')}</Button> : null}
        <span class="hint">{draft.isDirty ? t('form.unsaved') : ''}</span>
      </div>
    </form>
  );
}
