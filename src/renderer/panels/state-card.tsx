import type { ComponentChildren } from 'preact';
import type { Overview } from '../../shared/bridge.ts';
import { countWaiting, describeState, papersWaitUntil, type StateName } from '../../shared/describe-state.ts';
import { stateSentence, stateTitle } from '../../shared/words/say-state.ts';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { currentOverview } from '../state/agent-store.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';

/** The answer to the cashier's only question, readable at arm's length. */
export function StateCard() {
  const { t, format, language } = useApp();
  const state = useAgentState();
  const overview = currentOverview(state);
  const { name, level } = describeState(overview);
  const waiting = overview === null ? 0 : countWaiting(overview);
  return (
    <section class={`state state-${level}`} aria-labelledby="state-title">
      <span class="state-icon">
        <Icon name={level} />
      </span>
      <div class="state-words" role="status">
        <p class="state-title" id="state-title">
          {stateTitle(name, overview, language)}
        </p>
        <p class="state-sentence">
          <Sentence name={name} overview={overview} />
        </p>
        {overview?.paused === true && name !== 'paused' ? (
          <p class="state-waiting">{t('state.pausedWhatToDo')}</p>
        ) : null}
        {overview !== null && waiting > 0 ? (
          <p class="state-waiting">
            <Waiting overview={overview} count={waiting} />
          </p>
        ) : null}
        {overview?.printer.drawer === 'open' ? <p class="state-waiting">{t('state.drawerOpen')}</p> : null}
        {overview === null && state.unknownSince !== null ? (
          <p class="state-waiting">{t('state.knownUntil', { at: format.dateTime(state.unknownSince) })}</p>
        ) : null}
      </div>
      {overview === null ? <ProblemNote problem={state.problem} /> : <StateAction overview={overview} name={name} />}
    </section>
  );
}

/** Nothing is lost while they wait; until when they come out by themselves, where nothing comes out now. */
function Waiting({ overview, count }: { overview: Overview; count: number }): ComponentChildren {
  const { t, format } = useApp();
  const until = papersWaitUntil(overview);
  const values = { count, shown: format.number(count) };
  return until === null
    ? t('state.waiting', values)
    : t('state.waitingUntil', { ...values, time: format.timeOrDate(until, Date.now()) });
}

function Sentence({ name, overview }: { name: StateName; overview: Overview | null }): ComponentChildren {
  const { language } = useApp();
  const { text, isForeign } = stateSentence(name, overview, language);
  return isForeign ? (
    <bdi lang="fr" dir="ltr">
      {text}
    </bdi>
  ) : (
    text
  );
}

/** The one thing that helps now, or that may be wished. */
function StateAction({ overview: { paused }, name }: { overview: Overview; name: StateName }) {
  const { store, t } = useApp();
  const toggle = useAction(() => store.ask(paused ? 'resumePrinting' : 'pausePrinting'));
  return (
    <>
      <div class="state-action">
        {!paused && (name === 'virtual' || name === 'disabled') ? (
          <a class="button button-primary" href="#printer">
            {t(name === 'virtual' ? 'state.choosePrinter' : 'state.enable')}
          </a>
        ) : (
          <Button
            icon={paused ? 'play' : 'pause'}
            kind={paused ? 'primary' : 'plain'}
            busy={toggle.busy}
            onClick={toggle.run}
          >
            {t(paused ? 'action.resume' : 'action.pause')}
          </Button>
        )}
      </div>
      <ProblemNote problem={toggle.problem} />
    </>
  );
}
