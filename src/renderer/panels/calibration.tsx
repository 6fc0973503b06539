import { useState } from 'preact/hooks';
import type { ProfileView } from '../../shared/bridge.ts';
import type { CalibrationChoice } from '../../shared/bridge-calls.ts';
import { Button } from '../parts/button.tsx';
import { SelectField } from '../parts/field.tsx';
import { JobOutcome } from '../parts/job-outcome.tsx';
import { profileName } from '../parts/printer-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';
import { type SavedSettings, useDraft } from '../state/use-draft.ts';
import { useSettings } from './use-settings.ts';

const widths = ['32', '42', '48'] as const;

/** Chooses model and width by looking at paper: print, compare, change, print again, save. */
export function Calibration() {
  const { bridge } = useApp();
  const profiles = useLoaded(() => bridge.call('listProfiles', undefined), []);
  const settings = useSettings();
  if (settings.value === null || profiles.value === null) {
    return <ProblemNote problem={settings.problem ?? profiles.problem} />;
  }
  return <CalibrationSteps profiles={profiles.value} settings={settings.value} take={settings.take} />;
}

function toColumns(columns: number): CalibrationChoice['columns'] {
  return columns === 32 || columns === 42 ? columns : 48;
}

function CalibrationSteps({ profiles, settings, take }: SavedSettings & { profiles: ProfileView[] }) {
  const { bridge, t, format, say } = useApp();
  const draft = useDraft({ settings, take });
  const [printedId, setPrintedId] = useState<string | null>(null);
  const { profile, columns } = draft.value.printer;
  const ownColumns = (id: string) => toColumns(profiles.find((each) => each.id === id)?.columns ?? 48);
  const choice: CalibrationChoice = { profile, columns: columns ?? ownColumns(profile) };
  const print = useAction(async () => setPrintedId((await bridge.call('printCalibration', choice)).id));
  const save = useAction(async () => {
    const looked = printedId;
    await draft.save();
    // A page that was asked for meanwhile is still to be looked at.
    setPrintedId((current) => (current === looked ? null : current));
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
              onChange={(id) => {
                const saved = settings.printer;
                // Back to the saved model: its width is as it was saved, too.
                draft.change({
                  printer: { profile: id, columns: id === saved.profile ? saved.columns : ownColumns(id) },
                });
              }}
            />
            <SelectField
              label={t('printer.columns')}
              value={String(choice.columns)}
              fixed={settings.fixed.includes('printer.columns')}
              choices={widths.map((width) => ({ value: width, label: t(`printer.columns${width}`) }))}
              onChange={(width) => draft.change({ printer: { columns: toColumns(Number(width)) } })}
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
