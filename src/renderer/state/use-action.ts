import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../shared/job.ts';
import { toProblem } from '../bridge/problem-error.ts';

export interface Action<Arguments extends unknown[]> {
  run(...values: Arguments): Promise<void>;
  busy: boolean;
  /** Why the last run failed. */
  problem: Problem | null;
  clear(): void;
}

/** Something a person started: never twice at a time, with its failure kept to be shown beside the button. */
export function useAction<Arguments extends unknown[]>(
  work: (...values: Arguments) => Promise<void>,
): Action<Arguments> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const latest = useRef(work);
  latest.current = work;
  const run = useCallback(async (...values: Arguments) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(null);
    try {
      await latest.current(...values);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { run, busy, problem, clear };
}

export interface Loaded<Value> {
  value: Value | null;
  problem: Problem | null;
  reload(): void;
  set(value: Value): void;
}

/** Reads something when the panel opens and when one of `reasons` changes; an answer that comes too late is dropped. */
export function useLoaded<Value>(load: () => Promise<Value>, reasons: readonly unknown[]): Loaded<Value> {
  const [value, set] = useState<Value | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  // `load` is new at each rendering; the caller names what matters.
  useEffect(() => {
    let isWanted = true;
    load().then(
      (loaded) => {
        if (!isWanted) return;
        set(loaded);
        setProblem(null);
      },
      (error: unknown) => {
        if (isWanted) setProblem(toProblem(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [...reasons, round]);
  const reload = useCallback(() => setRound((current) => current + 1), []);
  return { value, problem, reload, set };
}
