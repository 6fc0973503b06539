import { setTimeout as pause } from 'node:timers/promises';
import { type AgentCommand, readLastLines, startAgentProcess } from './agent-process.ts';
import type { ChaosClients } from './chaos-clients.ts';
import type { Kill, Violation } from './evidence.ts';
import type { Random } from './random.ts';
import { readPrinting } from './read-journal-file.ts';

export interface KillOptions {
  command: AgentCommand;
  journalFile: string;
  random: Random;
  clients: ChaosClients;
  /** Whether some lives must be long enough for the agent to come back from a trouble of its printer. */
  longLives: boolean;
}

const longestLifeMs = 5_000;

/** When the next kill comes. */
type Moment =
  | { after: 'spawn' | 'ready'; ms: number }
  /** With the n-th answer 200 after the ready line: what was promised an instant ago must be on the disk. */
  | { after: 'answer'; count: number };

/** Gives one agent its life and its end; a violation if it ended by itself. */
export async function startAndKill(options: KillOptions): Promise<Kill | Violation> {
  const { command, journalFile, random, clients, longLives } = options;
  const moment = chooseMoment(random, longLives);
  const agent = startAgentProcess(command);
  let isReady = false;
  agent.ready.then((ready) => {
    isReady = ready;
  });
  if (moment.after !== 'spawn') {
    await agent.ready;
  }
  const lived = await Promise.race([untilMoment(moment, clients).then(() => true), agent.ended.then(() => false)]);
  if (!lived) {
    return died(command, 'the agent ended by itself');
  }
  await agent.kill();
  return { at: Date.now(), beforeReady: !isReady, printing: readPrinting(journalFile) };
}

async function untilMoment(moment: Moment, clients: ChaosClients): Promise<void> {
  if (moment.after === 'answer') {
    // An agent that answers nothing but errors must not live for ever.
    await Promise.race([clients.untilAccepted(moment.count), pause(longestLifeMs, undefined, { ref: false })]);
  } else {
    await pause(moment.ms);
  }
}

export function died({ logFile }: AgentCommand, what: string): Violation {
  return { kind: 'died', detail: `${what}; its last words:\n${readLastLines(logFile, 8)}` };
}

/** Start-up takes some 200 ms: a quarter of the kills come in it or just behind. */
function chooseMoment(random: Random, longLives: boolean): Moment {
  const draw = random.next();
  if (draw < 0.25) {
    return { after: 'spawn', ms: random.whole(0, 300) };
  }
  if (draw < 0.4) {
    return { after: 'ready', ms: random.whole(0, 15) };
  }
  if (draw < 0.6) {
    return { after: 'answer', count: random.whole(1, 40) };
  }
  return { after: 'ready', ms: longLives && draw < 0.75 ? random.whole(400, 2_500) : random.whole(15, 600) };
}
