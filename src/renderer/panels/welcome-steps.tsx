import { useState } from 'preact/hooks';
import type { Connection } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { SelectField } from '../parts/field.tsx';
import { JobOutcome, NoPrinterNote } from '../parts/job-outcome.tsx';
import { profileName } from '../parts/printer-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { currentOverview } from '../state/agent-store.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';
import { type SavedSettings, useDraft } from '../state/use-draft.ts';
import { Addresses } from './connection.tsx';
import { hostChoices, thisMachineOnly } from './connection-address.tsx';
import { ErpSettings } from './erp-settings.tsx';
import { FoundPrinters } from './found-printers.tsx';

/** Which printer, and of which kind. */
export function PrinterStep({ onNext, ...saved }: SavedSettings & { onNext(): void }) {
  const { bridge, t } = useApp();
  const profiles = useLoaded(() => bridge.call('listProfiles', undefined), []);
  const draft = useDraft(saved);
  const { fixed } = saved.settings;
  const { address, profile } = draft.value.printer;
  const save = useAction(async () => {
    await draft.save();
    onNext();
  });
  return (
    <>
      <p>{t('welcome.printerExplain')}</p>
      <FoundPrinters
        address={address}
        fixed={fixed.includes('printer.address')}
        onChoose={(chosen) => draft.change({ printer: { address: chosen } })}
      />
      {profiles.value === null ? null : (
        <SelectField
          label={t('printer.profile')}
          hint={t('welcome.profileHint')}
          value={profile}
          fixed={fixed.includes('printer.profile')}
          choices={profiles.value.map((each) => ({ value: each.id, label: profileName(each, t) }))}
          onChange={(chosen) => draft.change({ printer: { profile: chosen } })}
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

interface NetworkStepProps extends SavedSettings {
  connection: Connection;
  onNext(): void;
}

/** Where the ERP calls from. */
export function NetworkStep({ connection, onNext, ...saved }: NetworkStepProps) {
  const { t } = useApp();
  const draft = useDraft(saved);
  const { host } = draft.value;
  const save = useAction(async () => {
    await draft.save();
    onNext();
  });
  return (
    <>
      <p>{t('welcome.networkExplain')}</p>
      <SelectField
        label={t('connection.who')}
        value={host}
        choices={hostChoices(connection, host, t)}
        fixed={saved.settings.fixed.includes('host')}
        onChange={(chosen) => draft.change({ host: chosen })}
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
  const overview = currentOverview(useAgentState());
  const isWithoutPrinter = overview?.printer.condition === 'virtual';
  return (
    <>
      <p>{t('token.explain')}</p>
      <ErpSettings connection={connection} />
      <h3>{t('welcome.testTitle')}</h3>
      {isWithoutPrinter ? <NoPrinterNote /> : <p>{t('welcome.testExplain')}</p>}
      <div class="actions">
        <Button
          kind={printedId === null ? 'primary' : 'plain'}
          icon="printer"
          busy={print.busy}
          disabled={overview === null}
          onClick={print.run}
        >
          {t('test.print')}
        </Button>
        {printedId === null ? null : (
          <Button
            kind={isWithoutPrinter ? 'plain' : 'primary'}
            {...(isWithoutPrinter ? {} : { icon: 'check' as const })}
            busy={isFinishing}
            onClick={onFinish}
          >
            {t(isWithoutPrinter ? 'welcome.finishWithoutPrinter' : 'welcome.finish')}
          </Button>
        )}
      </div>
      <ProblemNote problem={print.problem} />
      <JobOutcome id={printedId} />
    </>
  );
}
