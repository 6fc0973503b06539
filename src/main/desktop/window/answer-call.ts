import type { BridgeResult } from '../../../shared/bridge.ts';
import type { BridgeCallName } from '../../../shared/bridge-calls.ts';
import { AgentError, problemOf } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { WindowApi } from '../../window-api/window-api.ts';

/**
 * Hands one call of the window to the agent. Never rejects: an Error would lose its code on its way to the window, and
 * show it what is inside.
 *
 * @param windowApi null while the agent is not running
 */
export async function answerCall(
  windowApi: WindowApi | null,
  name: BridgeCallName,
  argument: unknown,
  log: Log,
): Promise<BridgeResult<unknown>> {
  try {
    if (windowApi === null) {
      throw new AgentError('AGENT_STOPPED', "L'agent n'est pas démarré : attendez un instant, puis réessayez.");
    }
    return { ok: true, value: await windowApi.call(name, argument) };
  } catch (error) {
    // The argument may hold a customer's name: only the call's name is logged.
    if (!(error instanceof AgentError)) log.error({ err: error, call: name }, 'a call of the window failed');
    return { ok: false, problem: problemOf(error) };
  }
}
