import { useEffect, useState } from 'preact/hooks';
import type { Problem } from '../../shared/job.ts';
import { toProblem } from '../bridge/problem-error.ts';
import { useApp } from '../state/app-context.ts';
import { JobDialog } from './job-dialog.tsx';

interface LinkedJobProps {
  id: string;
  onOpen(id: string): void;
  onClose(): void;
  /** It cannot be shown: no longer in the journal, as a rule. */
  onMissing(problem: Problem): void;
}

/** The job that the address names: who clicks a notification comes here. Nothing is shown before it is known to be there. */
export function LinkedJob({ id, onOpen, onClose, onMissing }: LinkedJobProps) {
  const { bridge } = useApp();
  const [found, setFound] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    bridge.call('readJob', id).then(
      () => isWanted && setFound(id),
      (error: unknown) => isWanted && onMissing(toProblem(error)),
    );
    return () => {
      isWanted = false;
    };
  }, [bridge, id]);
  return found === id ? <JobDialog key={id} id={id} onOpen={onOpen} onClose={onClose} /> : null;
}
