import type { ProfileView, SettingsView } from '../../shared/bridge.ts';
import { CodeText } from '../parts/code-text.tsx';
import { CheckField, NumberField, SelectField, TextField } from '../parts/field.tsx';
import { type Draft, SettingsForm, useDraft } from '../parts/form.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useLoaded } from '../state/use-action.ts';
import { FoundPrinters } from './found-printers.tsx';
import { useSettings } from './use-settings.ts';

type PrinterDraft = Pick<SettingsView, 'printer' | 'drawer' | 'queue' | 'journal'>;

/** Which printer, which model, which drawer, and how long a job may wait. */
export function Printer() {
  const { bridge, t } = useApp();
  const { overview } = useAgentState();
  const settings = useSettings();
  const profiles = useLoaded(() => bridge.call('listProfiles', undefined), []);
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.printer')}</h1>
      <ProblemNote problem={settings.problem ?? profiles.problem} />
      <p>
        {t('printer.inUse')} <CodeText>{overview?.printerDescription ?? ''}</CodeText>
      </p>
      {settings.value === null || profiles.value === null ? null : (
        <PrinterForm settings={settings.value} profiles={profiles.value} />
      )}
    </>
  );
}

function PrinterForm({ settings, profiles }: { settings: SettingsView; profiles: ProfileView[] }) {
  const { t } = useApp();
  const { printer, drawer, queue, journal } = settings;
  const draft = useDraft<PrinterDraft>({ printer, drawer, queue, journal });
  const changePrinter = (part: Partial<SettingsView['printer']>) =>
    draft.change({ printer: { ...draft.value.printer, ...part } });
  const { address, enabled, askStatus } = draft.value.printer;
  const isFixed = (name: string) => settings.fixed.includes(name);
  return (
    <>
      <FoundPrinters
        address={address}
        fixed={isFixed('printer.address')}
        onChoose={(value) => changePrinter({ address: value })}
      />
      <SettingsForm draft={draft} toPatch={() => draft.value}>
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
        </section>
        <DrawerFields draft={draft} isFixed={isFixed} />
        <WaitingFields draft={draft} isFixed={isFixed} />
      </SettingsForm>
    </>
  );
}

interface PartProps {
  draft: Draft<PrinterDraft>;
  isFixed(name: string): boolean;
}

interface ModelFieldsProps extends PartProps {
  profiles: ProfileView[];
  onChange(part: Partial<SettingsView['printer']>): void;
}

const ownWidth = 'own';

function ModelFields({ draft, profiles, isFixed, onChange }: ModelFieldsProps) {
  const { t } = useApp();
  const { profile, columns } = draft.value.printer;
  const known = profiles.find(({ id }) => id === profile);
  return (
    <>
      <SelectField
        label={t('printer.profile')}
        wide
        value={profile}
        fixed={isFixed('printer.profile')}
        choices={profiles.map(({ id, name }) => ({ value: id, label: name }))}
        hint={known === undefined ? undefined : t(`printer.cut.${known.cut}`)}
        onChange={(value) => onChange({ profile: value })}
      />
      <SelectField
        label={t('printer.columns')}
        value={columns === null ? ownWidth : String(columns)}
        fixed={isFixed('printer.columns')}
        choices={[
          { value: ownWidth, label: t('printer.columnsOwn', { columns: String(known?.columns ?? '–') }) },
          ...(['32', '42', '48'] as const).map((width) => ({ value: width, label: t(`printer.columns${width}`) })),
        ]}
        onChange={(value) =>
          onChange({ columns: value === '32' ? 32 : value === '42' ? 42 : value === '48' ? 48 : null })
        }
      />
    </>
  );
}

function DrawerFields({ draft, isFixed }: PartProps) {
  const { t } = useApp();
  const { drawer } = draft.value;
  const change = (part: Partial<SettingsView['drawer']>) => draft.change({ drawer: { ...drawer, ...part } });
  return (
    <section class="card" aria-labelledby="drawer">
      <h2 id="drawer">{t('drawer.title')}</h2>
      <div class="fields">
        <SelectField
          label={t('drawer.pin')}
          value={String(drawer.pin)}
          fixed={isFixed('drawer.pin')}
          hint={t('drawer.pinHint')}
          choices={[
            { value: '0', label: t('drawer.pin0') },
            { value: '1', label: t('drawer.pin1') },
          ]}
          onChange={(value) => change({ pin: value === '1' ? 1 : 0 })}
        />
        <SelectField
          label={t('drawer.sensor')}
          value={drawer.sensor}
          fixed={isFixed('drawer.sensor')}
          hint={t('drawer.sensorHint')}
          choices={(['unknown', 'open-when-high', 'open-when-low'] as const).map((value) => ({
            value,
            label: t(`drawer.sensor.${value}`),
          }))}
          onChange={(sensor) => change({ sensor })}
        />
        <NumberField
          label={t('drawer.onMs')}
          value={drawer.onMs}
          min={2}
          max={510}
          fixed={isFixed('drawer.onMs')}
          onChange={(onMs) => change({ onMs })}
        />
        <NumberField
          label={t('drawer.offMs')}
          value={drawer.offMs}
          min={2}
          max={510}
          fixed={isFixed('drawer.offMs')}
          onChange={(offMs) => change({ offMs })}
        />
      </div>
    </section>
  );
}

function WaitingFields({ draft, isFixed }: PartProps) {
  const { t } = useApp();
  const { queue, journal } = draft.value;
  return (
    <section class="card" aria-labelledby="waiting">
      <h2 id="waiting">{t('waiting.title')}</h2>
      <div class="fields">
        <NumberField
          label={t('waiting.ticket')}
          hint={t('waiting.ticketHint')}
          value={queue.ticketTtlMinutes}
          min={1}
          max={10_080}
          fixed={isFixed('queue.ticketTtlMinutes')}
          onChange={(ticketTtlMinutes) => draft.change({ queue: { ...queue, ticketTtlMinutes } })}
        />
        <NumberField
          label={t('waiting.drawer')}
          hint={t('waiting.drawerHint')}
          value={queue.drawerTtlSeconds}
          min={1}
          max={60}
          fixed={isFixed('queue.drawerTtlSeconds')}
          onChange={(drawerTtlSeconds) => draft.change({ queue: { ...queue, drawerTtlSeconds } })}
        />
        <NumberField
          label={t('waiting.journal')}
          value={journal.days}
          min={1}
          max={3650}
          fixed={isFixed('journal.days')}
          onChange={(days) => draft.change({ journal: { days } })}
        />
      </div>
    </section>
  );
}
