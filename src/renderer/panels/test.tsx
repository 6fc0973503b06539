import { useState } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { JobOutcome, NoPrinterNote } from '../parts/job-outcome.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { currentOverview } from '../state/agent-store.ts';
import { useAgentState, useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';
import { Calibration } from './calibration.tsx';

/** Tries the printer and the drawer through the same queue as the ERP's jobs. */
export function Test() {
  const { bridge, t } = useApp();
  const overview = currentOverview(useAgentState());
  const [lastId, setLastId] = useState<string | null>(null);
  const print = useAction(async () => setLastId((await bridge.call('printTest', undefined)).id));
  const open = useAction(async () => setLastId((await bridge.call('openDrawer', undefined)).id));
  return (
    <>
      <h1 tabIndex={-1}>{t('nav.test')}</h1>
      <section class="card" aria-labelledby="try">
        <h2 id="try">{t('test.try')}</h2>
        <p>{t('test.explain')}</p>
        {overview?.printer.condition === 'virtual' ? <NoPrinterNote /> : null}
        <div class="actions">
          <Button kind="primary" icon="printer" busy={print.busy} disabled={overview === null} onClick={print.run}>
            {t('test.print')}
          </Button>
          <Button icon="drawer" busy={open.busy} disabled={overview === null} onClick={open.run}>
            {t('test.drawer')}
          </Button>
        </div>
        <ProblemNote problem={print.problem ?? open.problem} />
        <JobOutcome id={lastId} />
      </section>
      <Calibration />
    </>
  );
}
