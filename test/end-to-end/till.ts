import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { startTcpPrinter, type TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { readStatus } from './agent-api.ts';
import { makeDataDir, type StartedAgent, startAgent } from './start-agent.ts';
import { until } from './until.ts';

/** An agent with its printer, and what comes out of it. */
export interface Till {
  agent: StartedAgent;
  /** What each paper says, in the order in which they came out; a pulse of the drawer alone is `[tiroir ouvert]`. */
  papers(): string[];
  close(): Promise<void>;
}

export async function startVirtualTill(): Promise<Till> {
  const agent = await startAgent();
  const directory = join(agent.dataDir, 'paper');
  return {
    agent,
    papers: () =>
      readdirSync(directory)
        .filter((name) => name.endsWith('.txt') && !name.startsWith('.'))
        .sort()
        .map((name) => readFileSync(join(directory, name), 'utf8')),
    close: agent.kill,
  };
}

export async function startTcpTill(
  options: { profileId?: string; dataDir?: string } = {},
): Promise<Till & { printer: TcpPrinter }> {
  const { profileId = 'generic-58', dataDir = makeDataDir() } = options;
  const profile = findProfile(profileId);
  if (profile === undefined) {
    throw new Error(`No profile ${profileId}`);
  }
  const printer = await startTcpPrinter({ profile });
  const agent = await startAgent({ args: ['--printer', printer.address], dataDir });
  return {
    agent,
    printer,
    papers: () => printer.papers().map(({ text }) => text),
    close: async () => {
      await agent.kill();
      await printer.close();
    },
  };
}

/** Resolves when nothing waits any more. */
export function untilIdle(agent: StartedAgent): Promise<unknown> {
  return until('no job waits', async () => {
    const { jobs } = (await readStatus(agent)).printer;
    return jobs.waiting + jobs.printing === 0;
  });
}

/** The papers that come out while `act` runs and until nothing waits any more. */
export async function papersOf(till: Till, act: () => Promise<unknown>): Promise<string[]> {
  await untilIdle(till.agent);
  const before = till.papers().length;
  await act();
  await untilIdle(till.agent);
  return till.papers().slice(before);
}
