import { useEffect, useState } from 'preact/hooks';
import type { JobDetail } from '../../shared/bridge.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { StateBadge } from '../parts/job-row.tsx';
import { jobTitle } from '../parts/job-words.ts';
import { PaperPicture } from '../parts/paper-picture.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { useApp } from '../state/app-context.ts';
import { useAction, useLoaded } from '../state/use-action.ts';
import { JobFacts, JobTimeline } from './job-facts.tsx';
import { ReprintDialog } from './reprint-dialog.tsx';

interface JobDialogProps {
  id: string;
  onClose(): void;
  /** Another job takes this one's place: the original, or the copy. */
  onOpen(id: string): void;
}

/** One job: its paper, its story, and what can still be done with it. */
export function JobDialog({ id, onClose, onOpen }: JobDialogProps) {
  const { bridge, t } = useApp();
  const job = useLoaded(() => bridge.call('readJob', id), [id]);
  const isDrawer = job.value?.kind === 'drawer';
  useEffect(
    () =>
      bridge.subscribe((event) => {
        if (event.type === 'job-changed' && event.job.id === id) job.reload();
      }, job.reload),
    [bridge, id, job.reload],
  );
  const title = job.value === null ? t('job.loading') : jobTitle(job.value, t);
  return (
    <Dialog title={title} onClose={onClose} wide>
      <ProblemNote problem={job.problem} />
      {job.value === null ? null : (
        <div class="job-dialog">
          <div class="job-story">
            <StateBadge job={job.value} />
            <ProblemNote problem={job.value.error} tone="attention" />
            <JobActions job={job.value} onOpen={onOpen} onChanged={job.reload} />
            <JobFacts job={job.value} onOpen={onOpen} />
            <JobTimeline job={job.value} />
          </div>
          {isDrawer ? null : <JobPaper key={id} id={id} title={title} />}
        </div>
      )}
    </Dialog>
  );
}

function JobPaper({ id, title }: { id: string; title: string }) {
  const { bridge, t } = useApp();
  const picture = useLoaded(() => bridge.call('previewJob', id), [id]);
  return <PaperPicture picture={picture} alt={t('job.paperOf', { job: title })} wait={t('job.drawing')} />;
}

interface JobActionsProps {
  job: JobDetail;
  onOpen(id: string): void;
  onChanged(): void;
}

function JobActions({ job, onOpen, onChanged }: JobActionsProps) {
  const { bridge, t } = useApp();
  const [isAsking, setAsking] = useState(false);
  const act = useAction(async (name: 'cancelJob' | 'retryJob' | 'confirmJob') => {
    await bridge.call(name, job.id);
    onChanged();
  });
  const { can } = job;
  return (
    <>
      <div class="actions">
        {can.confirm ? (
          <Button kind="primary" icon="check" busy={act.busy} onClick={() => act.run('confirmJob')}>
            {t('action.confirm')}
          </Button>
        ) : null}
        {can.retry ? (
          <Button kind="primary" icon="play" busy={act.busy} onClick={() => act.run('retryJob')}>
            {t('action.retryJob')}
          </Button>
        ) : null}
        {can.reprint ? (
          <Button icon="renew" onClick={() => setAsking(true)}>
            {t('action.reprint')}
          </Button>
        ) : null}
        {can.cancel ? (
          <Button icon="close" kind="danger" busy={act.busy} onClick={() => act.run('cancelJob')}>
            {t('action.cancelJob')}
          </Button>
        ) : null}
      </div>
      <ProblemNote problem={act.problem} />
      {isAsking ? (
        <ReprintDialog job={job} onClose={() => setAsking(false)} onReprinted={(copy) => onOpen(copy.id)} />
      ) : null}
    </>
  );
}
