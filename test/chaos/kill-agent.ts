import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type AgentCommand, readLastLines, startAgentProcess } from './agent-process.ts';
import type { ChaosClients } from './chaos-clients.ts';
import type { ChaosPrinter } from './chaos-printer.ts';
import type { Kill, Violation } from './evidence.ts';
import type { ChaosTarget } from './post-request.ts';
import type { Random } from './random.ts';
import { readPrinting } from './read-journal-file.ts';
import { isPrinting, untilPrinting } from './read-journal-pages.ts';

export interface KillOptions {
  command: AgentCommand;
  target: ChaosTarget;
  printer: ChaosPrinter;
  journalFile: string;
  random: Random;
  clients: ChaosClients;
  /** Whether this kill seeks a ticket on its way out: on a slow machine chance alone meets none. */
  inPrint: boolean;
  /** Whether some lives must be long enough for the agent to come back from a trouble of its printer. */
  longLives: boolean;
}

const longestLifeMs = 5_000;

/** What needs no more of the printer's answers, a drawer for one, is through: it was no ticket that was held. */
const heldMs = 50;

/** When the next kill comes. */
type Moment =
  | { after: 'spawn' | 'ready'; ms: number }
  /** With the n-th answer 200 after the ready line: what was promised an instant ago must be on the disk. */
  | { after: 'answer'; count: number }
  /** The printer has stopped in the middle of a ticket, some time after the ready line. */
  | { after: 'held'; ms: number };

/** Gives one agent its life and its end; a violation if it ended by itself. */
export async function startAndKill(options: KillOptions): Promise<Kill | Violation> {
  const { command, printer, journalFile, random, inPrint, longLives } = options;
  const moment: Moment = inPrint ? { after: 'held', ms: random.whole(0, 300) } : chooseMoment(random, longLives);
  const agent = startAgentProcess(command);
  let isReady = false;
  agent.ready.then((ready) => {
    isReady = ready;
  });
  if (moment.after !== 'spawn') {
    await agent.ready;
  }
  const lived = await Promise.race([untilMoment(moment, options).then(() => true), agent.ended.then(() => false)]);
  if (!lived) {
    return died(command, 'the agent ended by itself');
  }
  await agent.kill();
  printer.pace.goOn();
  return { at: Date.now(), beforeReady: !isReady, printing: readPrinting(journalFile) };
}

async function untilMoment(moment: Moment, { target, printer, clients }: KillOptions): Promise<void> {
  // An agent that answers nothing but errors, or whose printer has a trouble, must not live for ever.
  const longest = AbortSignal.timeout(longestLifeMs);
  if (moment.after === 'answer') {
    await Promise.race([clients.untilAccepted(moment.count), untilAborted(longest)]);
    return;
  }
  await pause(moment.ms);
  if (moment.after === 'held') {
    await holdInPrint(target, printer, longest).catch(() => untilAborted(longest));
  }
}

/** Rejects where the agent does not answer, and when the signal aborts: nothing of it outlives this life. */
async function holdInPrint(target: ChaosTarget, { pace }: ChaosPrinter, signal: AbortSignal): Promise<void> {
  for (;;) {
    await untilPrinting(target, signal);
    pace.hold();
    await pause(heldMs, undefined, { signal });
    if (await isPrinting(target, signal)) return;
    pace.goOn();
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => undefined);
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
