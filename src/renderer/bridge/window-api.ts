import type { BridgeEvent, BridgeResult } from '../../shared/bridge.ts';
import type { AnswerOf, ArgumentOf, BridgeCallName } from '../../shared/bridge-calls.ts';

/** What the preload gives the window: one literal method per call, so that no page can name a channel of its own. */
export type WindowApi = {
  readonly kind: 'window';
  subscribe(listener: (event: BridgeEvent) => void): () => void;
  copyText(text: string): Promise<void>;
} & {
  [Name in BridgeCallName]: (argument: ArgumentOf<Name>) => Promise<BridgeResult<AnswerOf<Name>>>;
};

declare global {
  interface Window {
    readonly smartpos?: WindowApi;
  }
}
