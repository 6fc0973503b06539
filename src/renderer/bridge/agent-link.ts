import type { BridgeEvent } from '../../shared/bridge.ts';
import type { AnswerOf, ArgumentOf, BridgeCallName } from '../../shared/bridge-calls.ts';

export type LinkState = 'connecting' | 'connected' | 'lost' | 'signed-out';

/** The renderer's side of the bridge, which also says whether the agent is at its other end. */
export interface AgentLink {
  readonly kind: 'window' | 'service';
  call<Name extends BridgeCallName>(name: Name, argument: ArgumentOf<Name>): Promise<AnswerOf<Name>>;
  /** Returns what ends it. Events missed while the link was down are made up for by `onReconnect`. */
  subscribe(onEvent: (event: BridgeEvent) => void, onReconnect?: () => void): () => void;
  copyText(text: string): Promise<void>;
  /** Tells the state now and at each change; returns what ends it. */
  watchLink(listener: (state: LinkState) => void): () => void;
  /** Only in a service. @throws ProblemError `UNAUTHORIZED` for a wrong token */
  signIn(token: string): Promise<void>;
  signOut(): Promise<void>;
}

export interface LinkWatch {
  readonly state: LinkState;
  set(state: LinkState): void;
  watch(listener: (state: LinkState) => void): () => void;
}

export function createLinkWatch(): LinkWatch {
  const listeners = new Set<(state: LinkState) => void>();
  let current: LinkState = 'connecting';
  return {
    get state() {
      return current;
    },
    set: (state) => {
      if (state === current) return;
      current = state;
      for (const listener of listeners) listener(state);
    },
    watch: (listener) => {
      listeners.add(listener);
      listener(current);
      return () => listeners.delete(listener);
    },
  };
}

export interface EventFan {
  send(event: BridgeEvent): void;
  /** After a gap: whoever listens reads again. */
  reconnected(): void;
  subscribe(onEvent: (event: BridgeEvent) => void, onReconnect?: () => void): () => void;
}

/** Many listeners on one stream. */
export function createEventFan(): EventFan {
  const listeners = new Set<{ onEvent: (event: BridgeEvent) => void; onReconnect: (() => void) | undefined }>();
  return {
    send: (event) => {
      for (const { onEvent } of listeners) onEvent(event);
    },
    reconnected: () => {
      for (const { onReconnect } of listeners) onReconnect?.();
    },
    subscribe: (onEvent, onReconnect) => {
      const listener = { onEvent, onReconnect };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
