import type { ProfileView, SettingsView } from '../../shared/bridge.ts';
import { NumberField, SelectField } from '../parts/field.tsx';
import { profileName } from '../parts/printer-words.ts';
import { useApp } from '../state/app-context.ts';
import type { Draft } from '../state/use-draft.ts';

interface PartProps {
  draft: Draft;
  isFixed(name: string): boolean;
}

interface ModelFieldsProps extends PartProps {
  profiles: ProfileView[];
  onChange(part: Partial<SettingsView['printer']>): void;
}

const ownWidth = 'own';

/** Model and paper width. */
export function ModelFields({ draft, profiles, isFixed, onChange }: ModelFieldsProps) {
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
        choices={profiles.map((each) => ({ value: each.id, label: profileName(each, t) }))}
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

/** How the drawer is opened, and how it says that it is open. */
export function DrawerFields({ draft, isFixed }: PartProps) {
  const { t } = useApp();
  const { drawer } = draft.value;
  const change = (part: Partial<SettingsView['drawer']>) => draft.change({ drawer: part });
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

/** How long a job may wait, and the journal is kept. */
export function WaitingFields({ draft, isFixed }: PartProps) {
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
          onChange={(ticketTtlMinutes) => draft.change({ queue: { ticketTtlMinutes } })}
        />
        <NumberField
          label={t('waiting.drawer')}
          hint={t('waiting.drawerHint')}
          value={queue.drawerTtlSeconds}
          min={1}
          max={60}
          fixed={isFixed('queue.drawerTtlSeconds')}
          onChange={(drawerTtlSeconds) => draft.change({ queue: { drawerTtlSeconds } })}
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
