import type { BridgeResult } from '../../shared/bridge.ts';
import type { AnswerOf, ArgumentOf, BridgeCallName } from '../../shared/bridge-calls.ts';
import { type AgentLink, createEventFan, createLinkWatch } from './agent-link.ts';
import { ProblemError, unreachable } from './problem-error.ts';
import type { WindowApi } from './window-api.ts';

const retryMs = 1000;

/** The bridge of the tray application: the preload's methods, with results turned into values and errors. */
export function createIpcBridge(api: WindowApi): AgentLink {
  const link = createLinkWatch();
  const fan = createEventFan();
  let isRetrying = false;

  async function call<Name extends BridgeCallName>(name: Name, argument: ArgumentOf<Name>): Promise<AnswerOf<Name>> {
    // TypeScript cannot follow that api[name] takes ArgumentOf<Name> for each name at once.
    const method = api[name] as (argument: ArgumentOf<Name>) => Promise<BridgeResult<AnswerOf<Name>>>;
    let result: BridgeResult<AnswerOf<Name>>;
    try {
      result = await method(argument);
    } catch (cause) {
      // Not the agent's refusal, which is a result: nobody is at the other end.
      link.set('lost');
      void retry();
      throw unreachable(cause);
    }
    if (!result.ok) throw new ProblemError(result.problem);
    return result.value;
  }

  async function retry(): Promise<void> {
    if (isRetrying) return;
    isRetrying = true;
    while (link.state === 'lost') {
      await new Promise((resolve) => setTimeout(resolve, retryMs));
      await api.readOverview().then(
        () => {
          link.set('connected');
          fan.reconnected();
        },
        () => undefined,
      );
    }
    isRetrying = false;
  }

  api.subscribe(fan.send);
  link.set('connected');
  return {
    kind: 'window',
    call,
    subscribe: fan.subscribe,
    copyText: (text) => api.copyText(text),
    watchLink: link.watch,
    signIn: async () => undefined,
    signOut: async () => undefined,
  };
}
