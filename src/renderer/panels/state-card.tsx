import type { Overview } from '../../shared/bridge.ts';
import type { MessageKey } from '../i18n/catalogue.ts';
import { describePrinter } from '../i18n/translate.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { countWaiting } from '../state/count-waiting.ts';
import { readStateLevel } from '../state/state-level.ts';
import { useAction } from '../state/use-action.ts';

/** In two or three words; the sentence under it says what to do. */
export function stateTitle({ paused, printer, queue }: Overview): MessageKey {
  if (paused) return 'state.paused';
  if (printer.condition === 'ready' && queue.uncertain > 0) return 'state.check';
  return `state.${printer.condition}`;
}

/** The answer to the cashier's only question, readable at arm's length. */
export function StateCard({ overview }: { overview: Overview }) {
  const { bridge, store, t, language, format } = useApp();
  const { link } = useAgentState();
  const level = readStateLevel(overview, link);
  const { paused, printer } = overview;
  const waiting = countWaiting(overview);
  const title = stateTitle(overview);
  const { text, isForeign } = describePrinter(printer, language);
  const toggle = useAction(async () => {
    store.setOverview(await bridge.call(paused ? 'resumePrinting' : 'pausePrinting', undefined));
  });
  return (
    <section class={`state state-${level}`} aria-labelledby="state-title">
      <span class="state-icon">
        <Icon name={level} />
      </span>
      <div class="state-words" role="status">
        <p class="state-title" id="state-title">
          {t(title)}
        </p>
        <p class="state-sentence">
          {paused ? (
            t('state.pausedWhatToDo')
          ) : title === 'state.check' ? (
            t('state.checkWhatToDo')
          ) : isForeign ? (
            <bdi lang="fr" dir="ltr">
              {text}
            </bdi>
          ) : (
            text
          )}
        </p>
        {waiting > 0 ? (
          <p class="state-waiting">{t('state.waiting', { count: waiting, shown: format.number(waiting) })}</p>
        ) : null}
        {printer.drawer === 'open' ? <p class="state-waiting">{t('state.drawerOpen')}</p> : null}
      </div>
      <div class="state-action">
        <Button
          icon={paused ? 'play' : 'pause'}
          kind={paused ? 'primary' : 'plain'}
          busy={toggle.busy}
          onClick={toggle.run}
        >
          {t(paused ? 'action.resume' : 'action.pause')}
        </Button>
      </div>
      <ProblemNote problem={toggle.problem} />
    </section>
  );
}
