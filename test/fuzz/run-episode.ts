import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type AgentCommand, builtAgent, findFixedPort } from '../chaos/agent-process.ts';
import type { ChaosRequest } from '../chaos/chaos-request.ts';
import type { JournalJob } from '../chaos/evidence.ts';
import type { ChaosTarget } from '../chaos/post-request.ts';
import { readJournalFile } from '../chaos/read-journal-file.ts';
import { type LivingAgent, startLife } from './agent-life.ts';
import { honest, isMute } from './behaviour.ts';
import type { Caller } from './caller.ts';
import type { EpisodePlan } from './draw-episode.ts';
import type { Call, FuzzEvidence, Life } from './fuzz-evidence.ts';
import { type HostilePrinter, startHostilePrinter } from './hostile-printer.ts';

/** The queue must be empty by itself this long after the printer has become honest, or with one that stays as it is. */
const recoveryMs = 30_000;
const asItIsMs = 60_000;
/** For a job to be begun before the plug is pulled. */
const midJobMs = 1_000;
const pollMs = 50;
/** Linux's files in memory: a busy disk is not what is on trial, and each accepted job waits for the disk. */
const memoryFolder = '/dev/shm';
const lastPrintMs = 5_000;

interface Scene {
  plan: EpisodePlan;
  printer: HostilePrinter;
  caller: Caller;
  target: ChaosTarget;
  command: AgentCommand;
  journalFile: string;
  calls: Call[];
  lives: Life[];
}

/** One agent, from its first start, with one printer. */
export async function runEpisode(plan: EpisodePlan, caller: Caller, program = builtAgent): Promise<FuzzEvidence> {
  const directory = mkdtempSync(join(existsSync(memoryFolder) ? memoryFolder : tmpdir(), 'fuzz-'));
  const printer = await startHostilePrinter(plan.random.fork('printer'));
  try {
    printer.behave(plan.behaviour);
    return await play(await setScene(plan, printer, { caller, directory, program }));
  } finally {
    await printer.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function setScene(
  plan: EpisodePlan,
  printer: HostilePrinter,
  { caller, directory, program }: { caller: Caller; directory: string; program: string },
): Promise<Scene> {
  const dataDir = join(directory, 'data');
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ printer: { profile: plan.profile } }));
  const target = {
    port: await findFixedPort(plan.random.fork(`port ${process.pid}`)),
    token: `fuzz-${plan.seed}-${'x'.repeat(32)}`,
  };
  const flags = { port: target.port, token: target.token, 'data-dir': dataDir, printer: printer.address };
  const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
  return {
    ...{ plan, printer, caller, target, calls: [], lives: [] },
    command: { program, args, logFile: join(directory, 'agent.log') },
    journalFile: join(dataDir, 'journal.db'),
  };
}

async function play(scene: Scene): Promise<FuzzEvidence> {
  const { plan, printer, journalFile, calls, lives } = scene;
  let agent = await startLife(scene.command, journalFile);
  await sell(scene, agent);
  if (plan.ending !== 'lives on') {
    lives.push(plan.ending === 'stop' ? await agent.stop() : await killInMidJob(agent, scene));
    if (plan.restartsFirst) agent = await startLife(scene.command, journalFile);
  }
  const recoveredAt = Date.now();
  recover(plan, printer);
  if (plan.ending !== 'lives on' && !plan.restartsFirst) agent = await startLife(scene.command, journalFile);
  await call(scene, plan.lastRequest);
  const settledMs = await untilEmpty(scene, agent);
  lives.push(await agent.stop());
  await untilPrinted(printer);
  const { answering, noise } = plan.behaviour;
  return {
    ends: plan.ends,
    isMute: isMute(plan.behaviour),
    isQuiet: plan.behaviour.held === null && noise === null && answering.wrong === null,
    journal: readJournal(journalFile),
    ledger: printer.ledger,
    ...{ calls, lives, recoveredAt, settledMs },
  };
}

function recover({ recovers, isSwitched, behaviour }: EpisodePlan, printer: HostilePrinter): void {
  if (!recovers) return;
  // What it has begun goes on as it was taken.
  const { keepsPartialCommand } = behaviour.taking;
  printer.behave({ ...honest, taking: { ...honest.taking, keepsPartialCommand } });
  if (isSwitched) printer.restart();
}

async function sell(scene: Scene, agent: LivingAgent): Promise<void> {
  const { requests, hostileMs } = scene.plan;
  const from = Date.now();
  const untilMs = (ms: number) => pause(Math.max(0, from + ms - Date.now()));
  const asked: Promise<void>[] = [];
  for (const { afterMs, request } of requests) {
    await untilMs(afterMs);
    if (!agent.isAlive) return;
    asked.push(call(scene, request));
  }
  await Promise.all(asked);
  await untilMs(hostileMs);
}

async function call({ caller, target, calls }: Scene, request: ChaosRequest): Promise<void> {
  calls.push(await caller.call(target, request));
}

/** While a job is on its way, if one is soon. */
async function killInMidJob(agent: LivingAgent, scene: Scene): Promise<Life> {
  const until = Date.now() + midJobMs;
  while (Date.now() < until && (await readJobs(scene))?.printing === 0) await pause(pollMs / 5);
  return agent.kill();
}

/** How long it took; null: too long. */
async function untilEmpty(scene: Scene, agent: LivingAgent): Promise<number | null> {
  const from = Date.now();
  const mostMs = scene.plan.recovers ? recoveryMs : asItIsMs;
  while (agent.isAlive && Date.now() - from <= mostMs) {
    const jobs = await readJobs(scene);
    if (jobs !== null && jobs.waiting + jobs.printing === 0) return Date.now() - from;
    await pause(pollMs);
  }
  return null;
}

/** What was taken may still be on its way to the paper. */
async function untilPrinted(printer: HostilePrinter): Promise<void> {
  const from = Date.now();
  while (!printer.isIdle && Date.now() - from < lastPrintMs) await pause(pollMs);
}

async function readJobs({ target }: Scene): Promise<{ waiting: number; printing: number } | null> {
  try {
    const response = await fetch(`http://127.0.0.1:${target.port}/status`, {
      headers: { Authorization: `Bearer ${target.token}` },
      signal: AbortSignal.timeout(2_000),
    });
    const status = (await response.json()) as { printer: { jobs: { waiting: number; printing: number } } };
    return status.printer.jobs;
  } catch {
    // An agent that does not answer has nothing to say of its queue.
    return null;
  }
}

function readJournal(journalFile: string): JournalJob[] {
  if (!existsSync(journalFile)) return [];
  return [...readJournalFile(journalFile).facts].map(([id, { mark, timeline }]) => ({
    id,
    mark,
    timeline,
    kind: mark === null ? 'drawer' : 'ticket',
    state: timeline.at(-1)?.state ?? 'queued',
    createdAt: timeline[0]?.at ?? 0,
  }));
}
