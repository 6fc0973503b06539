import type { ComponentChildren } from 'preact';
import type { JobDetail } from '../../shared/bridge.ts';
import { jobStateKey } from '../../shared/words/job-state-key.ts';
import { Button } from '../parts/button.tsx';
import { CodeText } from '../parts/code-text.tsx';
import { jobSource } from '../parts/job-words.ts';
import { describeStep } from '../parts/step-detail.ts';
import { useApp } from '../state/app-context.ts';

/** What was asked, by whom, when. */
export function JobFacts({ job, onOpen }: { job: JobDetail; onOpen(id: string): void }) {
  const { t, format } = useApp();
  const original = job.reprint_of;
  const facts: [string, ComponentChildren][] = [];
  if (job.amount !== null) facts.push([t('job.amount'), <bdi>{format.money(job.amount, job.currency)}</bdi>]);
  if (job.customer_name !== null) facts.push([t('job.customer'), <bdi>{job.customer_name}</bdi>]);
  facts.push([t('job.askedAt'), format.dateTime(job.created_at)]);
  facts.push([t('job.askedBy'), <bdi>{jobSource(job, t)}</bdi>]);
  if (job.bytes !== null) {
    facts.push([t('job.size'), t('job.bytes', { count: job.bytes, shown: format.bytes(job.bytes) })]);
  }
  facts.push([t('job.id'), <CodeText>{job.id}</CodeText>]);
  return (
    <>
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {original === null ? null : (
        <Button kind="quiet" icon="eye" onClick={() => onOpen(original)}>
          {t('job.openOriginal')}
        </Button>
      )}
    </>
  );
}

/** Every state the job went through: what a person needs to say whether the paper is out. */
export function JobTimeline({ job }: { job: JobDetail }) {
  const { t, format } = useApp();
  return (
    <>
      <h3>{t('job.timeline')}</h3>
      <ol class="timeline">
        {job.timeline.map(({ at, state, detail }) => (
          <li key={`${at} ${state}`}>
            <time dateTime={at}>{format.timeWithSeconds(at)}</time>
            <span>
              {t(jobStateKey({ ...job, state }))}
              {detail === null ? null : <StepNote detail={detail} />}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}

function StepNote({ detail }: { detail: string }) {
  const { t, language } = useApp();
  const { text, isForeign } = describeStep(detail, language, t);
  return <span class="hint"> {isForeign ? <bdi lang="fr">{text}</bdi> : text}</span>;
}
