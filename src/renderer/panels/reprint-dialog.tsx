import type { JobSummary } from '../../shared/bridge.ts';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { jobTitle } from '../parts/job-words.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction } from '../state/use-action.ts';

interface ReprintDialogProps {
  job: JobSummary;
  onClose(): void;
  onReprinted?: (copy: JobSummary) => void;
}

/** Asked once: a second paper of the same sale must be told from the first. */
export function ReprintDialog({ job, onClose, onReprinted }: ReprintDialogProps) {
  const { bridge, t, say } = useApp();
  const reprint = useAction(async () => {
    const copy = await bridge.call('reprintJob', job.id);
    say(t('reprint.done', { job: jobTitle(job, t) }));
    onClose();
    onReprinted?.(copy);
  });
  const neverOut = ['expired', 'cancelled', 'drawn'].includes(job.state) && job.decision !== 'reprinted';
  return (
    <ConfirmDialog
      title={t('reprint.title', { job: jobTitle(job, t) })}
      text={
        <>
          <p>{t(neverOut ? 'reprint.firstPrint' : 'reprint.duplicata')}</p>
          {job.state === 'uncertain' ? <p>{t('reprint.uncertain')}</p> : null}
          <ProblemNote problem={reprint.problem} />
        </>
      }
      confirmLabel={t('action.reprintNow')}
      busy={reprint.busy}
      onConfirm={reprint.run}
      onClose={onClose}
    />
  );
}
