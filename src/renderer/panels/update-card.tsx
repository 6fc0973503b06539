import { useEffect, useState } from 'preact/hooks';
import type { BridgeEvent } from '../../shared/bridge.ts';
import type { UpdateState, UpdateView } from '../../shared/update.ts';
import { Button } from '../parts/button.tsx';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { ProblemNote, ProblemText } from '../parts/problem-note.tsx';
import { useNow } from '../parts/use-now.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { type Loaded, useAction, useLoaded } from '../state/use-action.ts';
import { UpdateServer } from './update-server.tsx';

/** How the program becomes another version of itself: found by the agent, begun by a person. */
export function UpdateCard() {
  const { t } = useApp();
  const update = useUpdate();
  if (update.value === null) return <ProblemNote problem={update.problem} />;
  const { state } = update.value;
  // A service or another system: nothing here would do anything.
  const isSupported = state.name !== 'off' || state.reason.code !== 'UPDATES_UNSUPPORTED';
  return (
    <section class="card update" aria-labelledby="update">
      <h2 id="update">{t('update.title')}</h2>
      <StateWords update={update.value} />
      {isSupported ? (
        <>
          <UpdateActions update={update.value} take={update.take} />
          <UpdateServer />
        </>
      ) : null}
    </section>
  );
}

/** Read when the panel opens and when the link is back; between that, events tell. */
function useUpdate(): Loaded<UpdateView> {
  const { bridge } = useApp();
  const { settingsRevision } = useAgentState();
  const update = useLoaded(() => bridge.call('readUpdate', undefined), [settingsRevision]);
  const { set } = update;
  useEffect(() => {
    const onEvent = (event: BridgeEvent) => {
      if (event.type === 'update-changed') set(event.update);
    };
    return bridge.subscribe(onEvent);
  }, [bridge, set]);
  return update;
}

function StateWords({ update: { state, currentVersion, checkedAt } }: { update: UpdateView }) {
  const { t, format } = useApp();
  const now = useNow();
  return (
    <>
      <div role="status">
        <UpdateSentence state={state} currentVersion={currentVersion} />
      </div>
      <ProblemNote problem={state.name === 'failed' ? state.problem : null} />
      {state.name === 'downloading' ? (
        <progress max={100} value={state.percent} aria-label={t('update.title')} />
      ) : null}
      {state.name === 'available' && state.notes !== null ? (
        <div>
          <h3>{t('update.notes')}</h3>
          <p class="update-notes" dir="auto">
            {state.notes}
          </p>
        </div>
      ) : null}
      {checkedAt === null ? null : <p class="hint">{t('update.checked', { at: format.age(checkedAt, now) })}</p>}
    </>
  );
}

function UpdateSentence({ state, currentVersion }: { state: UpdateState; currentVersion: string }) {
  const { t, format } = useApp();
  switch (state.name) {
    case 'off':
      return <ProblemText problem={state.reason} />;
    case 'checking':
      return <p>{t('update.checking')}</p>;
    case 'up-to-date':
      return <p>{t('update.upToDate', { version: currentVersion })}</p>;
    case 'available':
      return <p>{t('update.available', { version: state.version })}</p>;
    case 'downloading':
      return <p>{t('update.downloading', { version: state.version, percent: format.number(state.percent) })}</p>;
    case 'ready':
      return (
        <>
          <p>{t('update.ready', { version: state.version })}</p>
          <ProblemText problem={state.waits} />
        </>
      );
    case 'installing':
      return <p>{t('update.installing', { version: state.version })}</p>;
    case 'failed':
      return null;
  }
}

const underWay: readonly UpdateState['name'][] = ['checking', 'downloading', 'ready', 'installing'];

interface UpdateActionsProps {
  update: UpdateView;
  take: Loaded<UpdateView>['take'];
}

function UpdateActions({ update, take }: UpdateActionsProps) {
  const { bridge, t } = useApp();
  const { state, previousVersion } = update;
  const [isAsking, setAsking] = useState(false);
  const check = useAction(async () => void (await take(bridge.call('checkForUpdate', undefined))));
  const install = useAction(async () => void (await take(bridge.call('installUpdate', undefined))));
  const goBack = useAction(async () => {
    setAsking(false);
    await take(bridge.call('goBack', undefined));
  });
  const isUnderWay = underWay.includes(state.name);
  return (
    <>
      {state.name === 'available' ? <p class="hint">{t('update.administrator')}</p> : null}
      <ProblemNote problem={check.problem ?? install.problem ?? goBack.problem} />
      <div class="actions">
        {state.name === 'available' ? (
          <Button kind="primary" icon="download" busy={install.busy} onClick={install.run}>
            {t('update.install', { version: state.version })}
          </Button>
        ) : null}
        {state.name === 'off' || isUnderWay ? null : (
          <Button icon="renew" busy={check.busy} onClick={check.run}>
            {t('update.check')}
          </Button>
        )}
        {previousVersion === null || (isUnderWay && state.name !== 'checking') ? null : (
          <Button busy={goBack.busy} onClick={() => setAsking(true)}>
            {t('update.back', { version: previousVersion })}
          </Button>
        )}
      </div>
      {isAsking && previousVersion !== null ? (
        <ConfirmDialog
          title={t('update.backTitle', { version: previousVersion })}
          text={<p>{t('update.administrator')}</p>}
          confirmLabel={t('update.backNow')}
          onConfirm={goBack.run}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}
