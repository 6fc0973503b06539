import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type AgentCommand, type AgentProcess, readLastLines, startAgentProcess } from '../chaos/agent-process.ts';
import { readPrinting } from '../chaos/read-journal-file.ts';
import type { Life } from './fuzz-evidence.ts';

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
  const memory: { at: number; mb: number }[] = [];
  let isAlive = true;
  agent.ended.then(() => {
    isAlive = false;
  });
  await agent.ready;
  const readyAt = Date.now();
  const sampler = setInterval(() => {
    const mb = residentMb(agent.pid);
    if (mb !== null) memory.push({ at: Date.now(), mb });
  }, sampleMs);

  const end = async (how: 'stop' | 'kill'): Promise<Life> => {
    const wasAlive = isAlive;
    const askedAt = performance.now();
    const starvedBefore = starvedMs(agent.pid) ?? 0;
    let starvedAfter = starvedBefore;
    const starving = setInterval(() => {
      starvedAfter = starvedMs(agent.pid) ?? starvedAfter;
    }, sampleMs);
    const exitCode = how === 'stop' ? await stopInTime(agent) : await agent.kill().then(() => null);
    clearInterval(sampler);
    clearInterval(starving);
    const isWell = wasAlive && (how === 'kill' || exitCode === 0);
    return {
      readyAt,
      endedAt: Date.now(),
      end: wasAlive ? how : null,
      stopMs: Math.round(performance.now() - askedAt - (starvedAfter - starvedBefore)),
      exitCode,
      printing: how === 'kill' ? readPrinting(journalFile) : [],
      memory,
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

/** How long it could have run and other programs did: a busy machine is not the agent's fault. Null where nobody knows. */
function starvedMs(pid: number): number | null {
  try {
    const [, waitedNs = '0'] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return null;
  }
}

function residentMb(pid: number): number | null {
  try {
    const [, pages = '0'] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
    return (Number(pages) * bytesPerPage) / 1e6;
  } catch {
    return null;
  }
}
