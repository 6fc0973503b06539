import type { AgentLink } from './agent-link.ts';
import { createHttpBridge } from './http-bridge.ts';
import { createIpcBridge } from './ipc-bridge.ts';

/** One interface, two ways to the agent: the preload's where there is one, else HTTP. */
export function createBridge(): AgentLink {
  return window.smartpos === undefined ? createHttpBridge() : createIpcBridge(window.smartpos);
}
