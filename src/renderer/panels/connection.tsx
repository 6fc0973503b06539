import type { Connection as ConnectionView } from '../../shared/bridge.ts';
import { CodeText } from '../parts/code-text.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useLoaded } from '../state/use-action.ts';
import { AddressForm } from './connection-address.tsx';
import { ConnectionTest } from './connection-test.tsx';
import { ErpSettings } from './erp-settings.tsx';
import { FirewallNote } from './firewall-note.tsx';
import { ImportPython } from './import-python.tsx';
import { TokenCard } from './token-card.tsx';
import { useSettings } from './use-settings.ts';

const refreshMs = 5000;

/** How the ERP reaches this till: the technician's panel. */
export function Connection() {
  const { bridge, t } = useApp();
  const { settingsRevision, overview } = useAgentState();
  // The ERP's last call is told by no event.
  const connection = useLoaded(() => bridge.call('readConnection', undefined), [settingsRevision], {
    everyMs: refreshMs,
  });
  const settings = useSettings();
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.connection')}</h1>
      <ProblemNote problem={connection.problem ?? settings.problem} />
      {overview?.notices
        .filter(({ code }) => /^(PORT|CALLERS)_/.test(code))
        .map((notice) => (
          <ProblemNote key={notice.code} problem={notice} tone="attention" />
        ))}
      {connection.value === null || settings.value === null ? null : (
        <>
          <section class="card" aria-labelledby="address">
            <h2 id="address">{t('connection.address')}</h2>
            <Addresses connection={connection.value} />
            <FirewallNote />
            <AddressForm connection={connection.value} settings={settings.value} take={settings.take} />
          </section>
          <TokenCard connection={connection.value} take={connection.take} />
          <ErpSettings connection={connection.value} />
          <ConnectionTest />
          <ImportPython />
        </>
      )}
    </>
  );
}

export function Addresses({ connection }: { connection: ConnectionView }) {
  const { t } = useApp();
  return (
    <div>
      <p>{t(connection.network ? 'connection.reachableNetwork' : 'connection.reachableLocal')}</p>
      <ul class="addresses">
        {connection.urls.map((url) => (
          <li key={url}>
            <CodeText>{url}</CodeText>
          </li>
        ))}
      </ul>
    </div>
  );
}
