import { useState } from 'preact/hooks';
import type { Connection } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { SelectField, TextField } from '../parts/field.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import { allInterfaces } from './connection-address.tsx';

/** No address: the choice of typing one. */
const tunnel = 'tunnel';

/** The lines for the ERP's server go to the clipboard, the token among them, without being shown. */
export function ErpSettings({ connection }: { connection: Connection }) {
  const { bridge, t, say } = useApp();
  const isEverywhere = connection.host === allInterfaces || connection.host === '::';
  const reachable = isEverywhere ? connection.interfaces.map(({ address }) => address) : [connection.host];
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  // With the network on and no cable in there is nothing to choose from.
  const choice = chosen !== null && [...reachable, tunnel].includes(chosen) ? chosen : (reachable[0] ?? tunnel);
  const host = choice === tunnel ? typed : choice;
  const copy = useAction(async () => {
    const { text } = await bridge.call('readErpSettings', { host });
    await bridge.copyText(text);
    say(t('erp.copied'));
  });
  return (
    <section class="card" aria-labelledby="erp">
      <h2 id="erp">{t('erp.title')}</h2>
      <p>{t('erp.explain')}</p>
      <p class="hint">
        {[
          'PRINTER_ENABLED',
          'PRINTER_NETWORK_ENABLED',
          'PRINTER_AGENT_HOST',
          'PRINTER_AGENT_PORT',
          'PRINTER_AGENT_TOKEN',
        ].map((name) => (
          <span key={name} class="chip">
            <CodeText>{name}</CodeText>
          </span>
        ))}
      </p>
      <div class="fields">
        <SelectField
          label={t('erp.address')}
          value={choice}
          choices={[
            ...reachable.map((address) => ({ value: address, label: address })),
            { value: tunnel, label: t('erp.tunnel') },
          ]}
          onChange={setChosen}
        />
        {choice === tunnel ? (
          <TextField
            label={t('erp.tunnelAddress')}
            hint={t('erp.tunnelHint')}
            value={typed}
            onChange={setTyped}
            code
            required
            maxLength={300}
          />
        ) : null}
      </div>
      <div class="actions">
        <Button kind="primary" icon="copy" busy={copy.busy} onClick={copy.run}>
          {t('erp.copy')}
        </Button>
      </div>
      <ProblemNote problem={copy.problem} />
      {connection.network ? null : <p class="hint">{t('erp.localOnly')}</p>}
    </section>
  );
}
