import type { BridgeEvent } from '../../shared/bridge.ts';

/**
 * The agent as its window sees it: every call of `src/shared/bridge.ts`, with the arguments parsed as unknown. IPC and
 * HTTP both hand their calls to `call` and pass its events on; neither knows what a call does.
 */
export interface AgentControl {
  /** @throws AgentError: `UNKNOWN_CALL`, `INVALID_ARGUMENT`, and what the call itself throws */
  call(name: string, argument: unknown): Promise<unknown>;
  /** Returns what ends it. */
  subscribe(onEvent: (event: BridgeEvent) => void): () => void;
}
