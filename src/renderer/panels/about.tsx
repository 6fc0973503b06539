import { useState } from 'preact/hooks';
import type { About as AboutView } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { CheckField } from '../parts/field.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { saveFile } from '../parts/save-file.ts';
import { useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';
import { UpdateCard } from './update-card.tsx';

/** Versions, logs, and the bundle that support asks for. */
export function About() {
  const { bridge, t, say } = useApp();
  const about = useLoaded(() => bridge.call('readAbout', undefined), []);
  const diagnose = useAction(async () => {
    saveFile(await bridge.call('createDiagnostics', undefined));
    say(t('about.diagnosticsDone'));
  });
  const signOut = useAction(() => bridge.signOut());
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.about')}</h1>
      <ProblemNote problem={about.problem} />
      {about.value === null ? null : <Versions about={about.value} />}
      <UpdateCard />
      <section class="card" aria-labelledby="diagnostics">
        <h2 id="diagnostics">{t('about.diagnostics')}</h2>
        <p>{t('about.diagnosticsExplain')}</p>
        <div class="actions">
          <Button icon="download" busy={diagnose.busy} onClick={diagnose.run}>
            {t('about.diagnosticsCreate')}
          </Button>
        </div>
        <ProblemNote problem={diagnose.problem} />
      </section>
      <StartAtLoginCard />
      {bridge.kind === 'window' ? null : (
        <div class="actions">
          <Button busy={signOut.busy} onClick={signOut.run}>
            {t('login.out')}
          </Button>
        </div>
      )}
    </>
  );
}

function Versions({ about }: { about: AboutView }) {
  const { t } = useApp();
  const lines: [string, string][] = [
    [t('about.version'), about.version],
    ...(about.electron === null ? [] : ([['Electron', about.electron]] as [string, string][])),
    ['Node.js', about.node],
    [t('about.system'), about.system],
    [t('about.dataDir'), about.dataDir],
    ...about.logFiles.map((file): [string, string] => [t('about.log'), file]),
    [t('about.licence'), about.licence],
  ];
  return (
    <section class="card" aria-labelledby="versions">
      <h2 id="versions">SmartPOS Agent</h2>
      <dl class="facts">
        {lines.map(([name, value]) => (
          <div key={`${name} ${value}`}>
            <dt>{name}</dt>
            <dd>
              <CodeText>{value}</CodeText>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Shows what the system really does, not what was wished. */
function StartAtLoginCard() {
  const { bridge, t } = useApp();
  const start = useLoaded(() => bridge.call('readStartAtLogin', undefined), []);
  /** What was ticked, until the system has answered. */
  const [wished, setWished] = useState<boolean | null>(null);
  const change = useAction(async (enabled: boolean) => {
    setWished(enabled);
    try {
      await start.take(bridge.call('setStartAtLogin', { enabled }));
    } finally {
      setWished(null);
    }
  });
  if (start.value === null) return <ProblemNote problem={start.problem} />;
  return (
    <section class="card">
      <CheckField
        label={t('about.startAtLogin')}
        hint={t(start.value.byInstaller ? 'start.byInstaller' : 'about.startAtLoginHint')}
        locked={start.value.byInstaller || change.busy}
        checked={wished ?? start.value.enabled}
        onChange={(enabled) => void change.run(enabled)}
      />
      <ProblemNote problem={change.problem ?? start.value.problem} tone="attention" />
    </section>
  );
}
