import { useState } from 'preact/hooks';
import type { Connection, SettingsView } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { SelectField } from '../parts/field.tsx';
import { profileName } from '../parts/printer-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';
import { Addresses } from './connection.tsx';
import { hostChoices, thisMachineOnly } from './connection-address.tsx';
import { ErpSettings } from './erp-settings.tsx';
import { FoundPrinters } from './found-printers.tsx';
import { JobOutcome } from './test.tsx';

/** Which printer, and of which kind. */
export function PrinterStep({ settings, onNext }: { settings: SettingsView; onNext(): void }) {
  const { bridge, t } = useApp();
  const profiles = useLoaded(() => bridge.call('listProfiles', undefined), []);
  const [address, setAddress] = useState(settings.printer.address);
  const [profile, setProfile] = useState(settings.printer.profile);
  const save = useAction(async () => {
    await bridge.call('saveSettings', { printer: { address, profile } });
    onNext();
  });
  return (
    <>
      <p>{t('welcome.printerExplain')}</p>
      <FoundPrinters address={address} fixed={settings.fixed.includes('printer.address')} onChoose={setAddress} />
      {profiles.value === null ? null : (
        <SelectField
          label={t('printer.profile')}
          hint={t('welcome.profileHint')}
          value={profile}
          fixed={settings.fixed.includes('printer.profile')}
          choices={profiles.value.map((each) => ({ value: each.id, label: profileName(each, t) }))}
          onChange={setProfile}
        />
      )}
      <ProblemNote problem={profiles.problem ?? save.problem} />
      <div class="actions">
        <Button kind="primary" busy={save.busy} onClick={save.run}>
          {t('welcome.next')}
        </Button>
      </div>
    </>
  );
}

interface NetworkStepProps {
  settings: SettingsView;
  connection: Connection;
  onNext(): void;
}

/** Where the ERP calls from. */
export function NetworkStep({ settings, connection, onNext }: NetworkStepProps) {
  const { bridge, t } = useApp();
  const [host, setHost] = useState(settings.host);
  const save = useAction(async () => {
    if (host !== settings.host) await bridge.call('saveSettings', { host });
    onNext();
  });
  return (
    <>
      <p>{t('welcome.networkExplain')}</p>
      <SelectField
        label={t('connection.who')}
        value={host}
        choices={hostChoices(connection, host, t)}
        fixed={settings.fixed.includes('host')}
        onChange={setHost}
        hint={t(host === thisMachineOnly ? 'connection.localHint' : 'connection.networkHint')}
      />
      <Addresses connection={connection} />
      <ProblemNote problem={save.problem} />
      <div class="actions">
        <Button kind="primary" busy={save.busy} onClick={save.run}>
          {t('welcome.next')}
        </Button>
      </div>
    </>
  );
}

interface TokenStepProps {
  connection: Connection;
  onFinish(): void;
  isFinishing: boolean;
}

/** The ERP's lines, then the page of paper that ends the welcome. */
export function TokenStep({ connection, onFinish, isFinishing }: TokenStepProps) {
  const { bridge, t } = useApp();
  const [printedId, setPrintedId] = useState<string | null>(null);
  const print = useAction(async () => setPrintedId((await bridge.call('printTest', undefined)).id));
  return (
    <>
      <p>{t('token.explain')}</p>
      <ErpSettings connection={connection} />
      <h3>{t('welcome.testTitle')}</h3>
      <p>{t('welcome.testExplain')}</p>
      <div class="actions">
        <Button kind={printedId === null ? 'primary' : 'plain'} icon="printer" busy={print.busy} onClick={print.run}>
          {t('test.print')}
        </Button>
        {printedId === null ? null : (
          <Button kind="primary" icon="check" busy={isFinishing} onClick={onFinish}>
            {t('welcome.finish')}
          </Button>
        )}
      </div>
      <ProblemNote problem={print.problem} />
      <JobOutcome id={printedId} />
    </>
  );
}
