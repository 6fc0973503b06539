import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchToken } from './post-ticket.ts';

const root = join(import.meta.dirname, '..');
const longestStartMs = 15_000;
/** Linux counts processor time in these, whatever the machine (USER_HZ). */
const tickMs = 10;

export interface RunningServer {
  readonly port: number;
  /** From spawn to the ready line, in milliseconds. */
  readonly readyMs: number;
  /** Resident memory in bytes; null where the system has no /proc. */
  residentBytes(): number | null;
  /** Processor time used so far, all threads, in milliseconds; null where the system has no /proc. */
  processorMs(): number | null;
  /** As a service manager stops it. Resolves when it is gone. */
  stop(): Promise<void>;
  /** At once, whatever it is doing. Resolves when it is gone. */
  kill(): Promise<void>;
}

export interface AgentStart {
  dataDir: string;
  /** `virtual`, `tcp://127.0.0.1:PORT`, or null: PRINTER_ENABLED=false. */
  printer: string | null;
}

/** Starts the built agent on a free port. Its log goes to its file as always; its stderr goes nowhere. */
export function startAgent({ dataDir, printer }: AgentStart): Promise<RunningServer> {
  const args = [join(root, 'out', 'agent.js'), '--port', '0', '--data-dir', dataDir, '--token', benchToken];
  return startServer([...args, '--printer', printer ?? 'virtual'], { PRINTER_ENABLED: String(printer !== null) });
}

/** Starts the bare server; see there. */
export function startBareServer(mode: 'close' | 'keep-alive', sinkPort?: number): Promise<RunningServer> {
  const sink = sinkPort === undefined ? [] : [String(sinkPort)];
  return startServer([join(import.meta.dirname, 'bare-server.ts'), mode, ...sink], {});
}

async function startServer(args: string[], variables: Record<string, string>): Promise<RunningServer> {
  // The caller's own PRINTER_… variables must not change what is measured.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PRINTER_'));
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...Object.fromEntries(inherited), ...variables },
  });
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  const gone = once(child, 'exit').then(() => {
    process.off('exit', killAtExit);
  });
  const port = await readReadyLine(child);
  const readyMs = performance.now() - startedAt;
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal);
    await gone;
  };
  return {
    port,
    readyMs,
    residentBytes: () => readResidentBytes(child.pid),
    processorMs: () => readProcessorMs(child.pid),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function readReadyLine(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server is not ready in time')), longestStartMs);
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const port = /^ready http:\/\/.*:(\d+)\n/m.exec(text)?.[1];
      if (port !== undefined) {
        clearTimeout(timer);
        resolve(Number(port));
      }
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
}

function readResidentBytes(pid: number | undefined): number | null {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1]) * 1024;
  } catch {
    return null;
  }
}

function readProcessorMs(pid: number | undefined): number | null {
  try {
    // The program's name, in brackets, may hold blanks; user and system time are the 12th and 13th fields behind it.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * tickMs;
  } catch {
    return null;
  }
}
