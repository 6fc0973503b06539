import { afterAll, beforeAll } from 'vitest';
import { type AgentCall, type StartedAgent, startAgent } from './start-agent.ts';

/** One agent for all the tests of a file. */
export function useAgent(call: AgentCall = {}): () => StartedAgent {
  let agent: StartedAgent | undefined;
  beforeAll(async () => {
    agent = await startAgent(call);
  });
  afterAll(async () => {
    await agent?.kill();
  });
  return () => {
    if (agent === undefined) {
      throw new Error('The agent is started before the first test, not before');
    }
    return agent;
  };
}

/** Accepts jobs and prints none: what is queued stays queued. */
export const withoutPrinter: AgentCall = { env: { PRINTER_ENABLED: 'false' } };
