import type { ProfileView, SettingsView } from '../../shared/bridge.ts';
import { CodeText } from '../parts/code-text.tsx';
import { CheckField, TextField } from '../parts/field.tsx';
import { SettingsForm } from '../parts/form.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useLoaded } from '../state/use-action.ts';
import { type SavedSettings, useDraft } from '../state/use-draft.ts';
import { FoundPrinters } from './found-printers.tsx';
import { DrawerFields, ModelFields, WaitingFields } from './printer-fields.tsx';
import { useSettings } from './use-settings.ts';

/** Which printer, which model, which drawer, and how long a job may wait. */
export function Printer() {
  const { bridge, t } = useApp();
  const { overview } = useAgentState();
  const isBuiltIn = overview?.printerDescription === 'virtual';
  const settings = useSettings();
  const profiles = useLoaded(() => bridge.call('listProfiles', undefined), []);
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.printer')}</h1>
      <ProblemNote problem={settings.problem ?? profiles.problem} />
      <p>
        {t('printer.inUse')}{' '}
        {isBuiltIn ? t('found.virtual') : <CodeText>{overview?.printerDescription ?? ''}</CodeText>}
      </p>
      {settings.value === null || profiles.value === null ? null : (
        <PrinterForm settings={settings.value} take={settings.take} profiles={profiles.value} />
      )}
    </>
  );
}

function PrinterForm({ profiles, ...saved }: SavedSettings & { profiles: ProfileView[] }) {
  const { t } = useApp();
  const draft = useDraft(saved);
  const changePrinter = (printer: Partial<SettingsView['printer']>) => draft.change({ printer });
  const { address, enabled, askStatus, confirm } = draft.value.printer;
  const isFixed = (name: string) => saved.settings.fixed.includes(name);
  return (
    <>
      <FoundPrinters
        address={address}
        fixed={isFixed('printer.address')}
        onChoose={(value) => changePrinter({ address: value })}
      />
      <SettingsForm draft={draft}>
        <section class="card" aria-labelledby="model">
          <h2 id="model">{t('printer.model')}</h2>
          <div class="fields">
            <TextField
              label={t('printer.address')}
              hint={t('printer.addressHint')}
              code
              required
              value={address}
              fixed={isFixed('printer.address')}
              onChange={(value) => changePrinter({ address: value })}
            />
            <ModelFields draft={draft} profiles={profiles} isFixed={isFixed} onChange={changePrinter} />
          </div>
          <CheckField
            label={t('printer.enabled')}
            hint={t('printer.enabledHint')}
            checked={enabled}
            fixed={isFixed('printer.enabled')}
            onChange={(value) => changePrinter({ enabled: value })}
          />
          <CheckField
            label={t('printer.askStatus')}
            hint={t('printer.askStatusHint')}
            checked={askStatus}
            fixed={isFixed('printer.askStatus')}
            onChange={(value) => changePrinter({ askStatus: value })}
          />
          <CheckField
            label={t('printer.confirm')}
            hint={t('printer.confirmHint')}
            checked={confirm}
            fixed={isFixed('printer.confirm')}
            onChange={(value) => changePrinter({ confirm: value })}
          />
        </section>
        <DrawerFields draft={draft} isFixed={isFixed} />
        <WaitingFields draft={draft} isFixed={isFixed} />
      </SettingsForm>
    </>
  );
}
