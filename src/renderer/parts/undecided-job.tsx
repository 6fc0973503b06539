import type { ComponentChildren } from 'preact';
import type { JobSummary } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import { useApp } from '../state/app-context.ts';
import { Button } from './button.tsx';
import { jobTitle } from './job-words.ts';
import { ProblemNote } from './problem-note.tsx';

interface UndecidedJobProps {
  job: JobSummary;
  now: number;
  onOpen(id: string): void;
  problem: Problem | null;
  /** Shown behind the title. */
  customer?: string | null;
  /** What may be decided, as buttons. */
  children: ComponentChildren;
  /** That one of them has opened. */
  dialog?: ComponentChildren;
}

/** A job about which a person has to decide: what it is, the decisions, and a look at it. */
export function UndecidedJob({ job, now, onOpen, problem, customer = null, children, dialog }: UndecidedJobProps) {
  const { t, format } = useApp();
  const title = jobTitle(job, t);
  return (
    <li class="uncertain-job">
      <p class="uncertain-words">
        <strong>
          <bdi>{title}</bdi>
        </strong>
        {customer === null ? null : <bdi>{customer}</bdi>}
        {job.amount === null ? null : <bdi>{format.money(job.amount, job.currency)}</bdi>}
        <time dateTime={job.created_at}>{format.age(job.created_at, now)}</time>
      </p>
      <div class="actions">
        {children}
        <Button
          kind="quiet"
          icon="eye"
          onClick={() => onOpen(job.id)}
          label={t('action.ofJob', { action: t('action.look'), job: title })}
        >
          {t('action.look')}
        </Button>
      </div>
      <ProblemNote problem={problem} />
      {dialog}
    </li>
  );
}
