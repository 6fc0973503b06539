import type { Round } from '../../shared/bridge.ts';
import { useApp } from '../state/app-context.ts';
import { type Action, useAction } from '../state/use-action.ts';

type RoundCall = 'retryExpired' | 'leaveExpired' | 'printDrawn' | 'leaveDrawn';

/**
 * One click is for all of them, however many: the agent takes some hundreds at a time. Says at the end how many were done.
 *
 * @param onDone called behind that
 */
export function useAllRounds(
  call: RoundCall,
  words: 'expired.queued' | 'expired.leftAll',
  onDone?: () => void,
): Action<[]> {
  const { bridge, t, format, say } = useApp();
  return useAction(async () => {
    let count = 0;
    for (let round: Round | null = null; round === null || (round.left > 0 && round.done > 0); ) {
      round = await bridge.call(call, undefined);
      count += round.done;
    }
    say(t(words, { count, shown: format.number(count) }));
    onDone?.();
  });
}
