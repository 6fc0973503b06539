import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type AgentCommand, type AgentProcess, readLastLines, startAgentProcess } from '../chaos/agent-process.ts';
import { readPrinting } from '../chaos/read-journal-file.ts';
import type { Life, LifeSample } from './fuzz-evidence.ts';

export interface LivingAgent {
  /** Null once it has ended by itself. */
  readonly isAlive: boolean;
  /** As a service manager does, with SIGKILL for one that does not obey. */
  stop(): Promise<Life>;
  kill(): Promise<Life>;
}

const sampleMs = 100;
const stopPatienceMs = 12_000;
const bytesPerPage = 4096;

/** Starts an agent and watches its memory; resolves once it is ready, or has ended before. */
export async function startLife(command: AgentCommand, journalFile: string): Promise<LivingAgent> {
  const agent = startAgentProcess(command);
  const samples: LifeSample[] = [];
  let isAlive = true;
  agent.ended.then(() => {
    isAlive = false;
  });
  await agent.ready;
  const readyAt = Date.now();
  const sampler = setInterval(() => {
    const sample = readSample(agent.pid);
    if (sample !== null) samples.push(sample);
  }, sampleMs);

  const end = async (how: 'stop' | 'kill'): Promise<Life> => {
    const wasAlive = isAlive;
    const askedAt = performance.now();
    const starvedBefore = readSample(agent.pid)?.starvedMs ?? 0;
    const exitCode = how === 'stop' ? await stopInTime(agent) : await agent.kill().then(() => null);
    clearInterval(sampler);
    const starvedMs = Math.max(0, (samples.at(-1)?.starvedMs ?? 0) - starvedBefore);
    const isWell = wasAlive && (how === 'kill' || exitCode === 0);
    return {
      readyAt,
      endedAt: Date.now(),
      end: wasAlive ? how : null,
      stopMs: Math.round(performance.now() - askedAt - starvedMs),
      exitCode,
      printing: how === 'kill' ? readPrinting(journalFile) : [],
      samples,
      lastWords: isWell ? '' : readLastLines(command.logFile, 8),
    };
  };
  return {
    get isAlive() {
      return isAlive;
    },
    stop: () => end('stop'),
    kill: () => end('kill'),
  };
}

async function stopInTime(agent: AgentProcess): Promise<number | null> {
  const obeyed = new AbortController();
  const kill = pause(stopPatienceMs, null, { signal: obeyed.signal }).then(
    () => agent.kill(),
    () => undefined,
  );
  const code = await agent.stop();
  obeyed.abort();
  await kill;
  return code;
}

/** Null once it has ended. */
function readSample(pid: number): LifeSample | null {
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    const [, starvedNs = '0'] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return { at: Date.now(), mb: (Number(pages) * bytesPerPage) / 1e6, starvedMs: Number(starvedNs) / 1e6 };
  } catch {
    return null;
  }
}
