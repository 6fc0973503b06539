import type * as z from 'zod';
import type { BridgeEvent } from '../../shared/bridge.ts';
import { type ArgumentOf, type BridgeCallName, bridgeCalls, type Calls } from '../../shared/bridge-calls.ts';
import { AgentError } from '../base/errors.ts';
import { createAboutCalls, createUpdateCalls } from './about-calls.ts';
import { createConnectionCalls } from './connection-calls.ts';
import { createJobCalls } from './job-calls.ts';
import { readOverview } from './read-overview.ts';
import { createSettingsCalls } from './settings-calls.ts';
import type { WindowApiOptions } from './window-api-options.ts';
import { createWindowEvents } from './window-events.ts';

/**
 * The agent as its window sees it: every call of `src/shared/bridge-calls.ts`, with the arguments parsed as unknown. IPC
 * and HTTP both hand their calls to `call` and pass its events on; neither knows what a call does.
 */
export interface WindowApi {
  /** @throws AgentError: `UNKNOWN_CALL`, `INVALID_ARGUMENT`, and what the call itself throws */
  call(name: string, argument: unknown): Promise<unknown>;
  /** Returns what ends it. */
  subscribe(onEvent: (event: BridgeEvent) => void): () => void;
}

/** One for all windows. Behind its `end` nobody is told anything any more. */
export function createWindowApi(options: WindowApiOptions): WindowApi & { end(): void } {
  const { station } = options.agent;
  const overview = () => readOverview(options);
  const events = createWindowEvents(options, overview);
  const calls: Calls = {
    readOverview: overview,
    pausePrinting: () => {
      station.pause();
      return overview();
    },
    resumePrinting: () => {
      station.resume();
      return overview();
    },
    judgePrinter: (verdict) => {
      station.judgePrinter(verdict);
      return overview();
    },
    ...createJobCalls(options),
    ...createConnectionCalls(options, events),
    ...createSettingsCalls(options, events, overview),
    ...createAboutCalls(options),
    ...createUpdateCalls(options, events),
  };
  return {
    call: async (name, argument) => {
      if (!isCallName(name)) {
        throw new AgentError('UNKNOWN_CALL', "Cette fenêtre demande ce que l'agent ne connaît pas : mettez-le à jour.");
      }
      return callWith(calls, name, argument);
    },
    subscribe: events.subscribe,
    end: events.end,
  };
}

function isCallName(name: string): name is BridgeCallName {
  return Object.hasOwn(bridgeCalls, name);
}

/** So the compiler follows that a call takes what its own schema gives. */
const schemas: { [Name in BridgeCallName]: { argument: z.ZodType<ArgumentOf<Name>> } } = bridgeCalls;

function callWith<Name extends BridgeCallName>(calls: Calls, name: Name, argument: unknown): unknown {
  const parsed = schemas[name].argument.safeParse(argument);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue === undefined || issue.path.length === 0 ? '' : ` (« ${issue.path.join('.').slice(0, 100)} »)`;
    throw new AgentError('INVALID_ARGUMENT', `La demande « ${name} » n'est pas lisible${field}.`);
  }
  return calls[name](parsed.data);
}
