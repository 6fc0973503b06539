import { useState } from 'preact/hooks';
import type { CalibrationChoice, ProfileView, SettingsView } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { SelectField } from '../parts/field.tsx';
import { profileName } from '../parts/printer-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';
import { JobOutcome } from './test.tsx';

const widths = ['32', '42', '48'] as const;

/** Chooses model and width by looking at paper: print, compare, change, print again, save. */
export function Calibration() {
  const { bridge } = useApp();
  const { settingsRevision } = useAgentState();
  const loaded = useLoaded(
    () => Promise.all([bridge.call('listProfiles', undefined), bridge.call('readSettings', undefined)]),
    [settingsRevision],
  );
  if (loaded.value === null) return <ProblemNote problem={loaded.problem} />;
  const [profiles, settings] = loaded.value;
  return <CalibrationSteps profiles={profiles} settings={settings} />;
}

function toColumns(columns: number): CalibrationChoice['columns'] {
  return columns === 32 || columns === 42 ? columns : 48;
}

function CalibrationSteps({ profiles, settings }: { profiles: ProfileView[]; settings: SettingsView }) {
  const { bridge, t, format, say } = useApp();
  const [chosen, setChosen] = useState<CalibrationChoice | null>(null);
  const [printedId, setPrintedId] = useState<string | null>(null);
  const current = profiles.find(({ id }) => id === settings.printer.profile);
  const choice: CalibrationChoice = chosen ?? {
    profile: settings.printer.profile,
    columns: settings.printer.columns ?? toColumns(current?.columns ?? 48),
  };
  const print = useAction(async () => setPrintedId((await bridge.call('printCalibration', choice)).id));
  const save = useAction(async () => {
    await bridge.call('saveSettings', { printer: choice });
    setChosen(null);
    setPrintedId(null);
    say(t('calibration.saved'));
  });
  const fixed = settings.fixed.includes('printer.profile') || settings.fixed.includes('printer.columns');
  return (
    <section class="card" aria-labelledby="calibration">
      <h2 id="calibration">{t('calibration.title')}</h2>
      <p>{t('calibration.explain')}</p>
      <ol class="steps">
        <li>
          <h3>{t('calibration.chooseTitle')}</h3>
          <div class="fields">
            <SelectField
              label={t('printer.profile')}
              wide
              value={choice.profile}
              fixed={settings.fixed.includes('printer.profile')}
              choices={profiles.map((each) => ({ value: each.id, label: profileName(each, t) }))}
              onChange={(profile) => {
                const columns = profiles.find(({ id }) => id === profile)?.columns;
                setChosen({ profile, columns: toColumns(columns ?? choice.columns) });
              }}
            />
            <SelectField
              label={t('printer.columns')}
              value={String(choice.columns)}
              fixed={settings.fixed.includes('printer.columns')}
              choices={widths.map((width) => ({ value: width, label: t(`printer.columns${width}`) }))}
              onChange={(columns) => setChosen({ ...choice, columns: toColumns(Number(columns)) })}
            />
          </div>
        </li>
        <li>
          <h3>{t('calibration.printTitle')}</h3>
          <Button kind="primary" icon="printer" busy={print.busy} onClick={print.run}>
            {t('calibration.print')}
          </Button>
          <ProblemNote problem={print.problem} />
          <JobOutcome id={printedId} />
        </li>
        <li>
          <h3>{t('calibration.lookTitle')}</h3>
          <ul class="checks">
            <li>{t('calibration.lookRuler', { columns: format.number(choice.columns) })}</li>
            <li>{t('calibration.lookAccents')}</li>
            <li>{t('calibration.lookCut')}</li>
          </ul>
          <p>{t('calibration.lookElse')}</p>
          {fixed ? (
            <p class="hint">{t('field.fixed')}</p>
          ) : (
            <Button icon="check" busy={save.busy} onClick={save.run}>
              {t('calibration.save')}
            </Button>
          )}
          <ProblemNote problem={save.problem} />
        </li>
      </ol>
    </section>
  );
}
