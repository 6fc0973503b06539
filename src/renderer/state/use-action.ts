import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../shared/job.ts';
import { toProblem } from '../bridge/problem-error.ts';

export interface Action<Arguments extends unknown[]> {
  run(...values: Arguments): Promise<void>;
  busy: boolean;
  /** Why the last run failed. */
  problem: Problem | null;
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
  return { run, busy, problem };
}

export interface Loaded<Value> {
  value: Value | null;
  problem: Problem | null;
  reload(): void;
  /** What an event has told: newer than whatever is on its way. */
  set(value: Value): void;
  /**
   * Shows the answer of a call that has changed the value, unless something newer was told before it came, and reads anew:
   * another window may have changed more in between. Rejects as the call does; then nothing has changed.
   */
  take(work: Promise<Value>): Promise<Value>;
}

/**
 * Reads something when the panel opens, when one of `reasons` changes, and `everyMs` after the last answer. What comes too
 * late is dropped: the answer to an older question, and one that was asked for before an event or another call's answer.
 */
export function useLoaded<Value>(
  load: () => Promise<Value>,
  reasons: readonly unknown[],
  { everyMs }: { everyMs?: number } = {},
): Loaded<Value> {
  const [value, setValue] = useState<Value | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((current) => current + 1), []);
  /** `news`: values that did not come by reading. `told`: those of events. Calls are counted as they begin. */
  const count = useRef({ news: 0, told: 0, calls: 0, newestAnswer: 0 });
  // `load` is new at each rendering; the caller names what matters.
  useEffect(() => {
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { news } = count.current;
    load()
      .then(
        (loaded) => {
          if (!isWanted || count.current.news !== news) return;
          setValue(loaded);
          setProblem(null);
        },
        (error: unknown) => {
          if (isWanted) setProblem(toProblem(error));
        },
      )
      .finally(() => {
        if (isWanted && everyMs !== undefined) timer = setTimeout(reload, everyMs);
      });
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [...reasons, round]);
  const put = (next: Value) => {
    count.current.news += 1;
    setValue(next);
    setProblem(null);
  };
  const set = useCallback((next: Value) => {
    count.current.told += 1;
    put(next);
  }, []);
  const take = useCallback(async (work: Promise<Value>) => {
    count.current.calls += 1;
    const { calls: own, told } = count.current;
    const answer = await work;
    if (count.current.told === told && own > count.current.newestAnswer) {
      count.current.newestAnswer = own;
      put(answer);
    }
    reload();
    return answer;
  }, []);
  return { value, problem, reload, set, take };
}
