import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Random } from './random.ts';

/** What `npm run build` makes. */
export const builtAgent = join(import.meta.dirname, '..', '..', 'out', 'agent.js');

export interface AgentCommand {
  program: string;
  args: readonly string[];
  /** What every start says on stderr goes to the end of this file. */
  logFile: string;
}

export interface AgentProcess {
  readonly pid: number;
  /** Resolves at the ready line; false if the process ended before. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<void>;
  /** Pulls the plug; resolves when nothing of the process is left. */
  kill(): Promise<void>;
  /** Ends it as a service manager does; resolves with the exit code, null when a signal ended it. */
  stop(): Promise<number | null>;
}

export function startAgentProcess({ program, args, logFile }: AgentCommand): AgentProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, [program, ...args], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', log],
  });
  closeSync(log);
  // An agent must not outlive a run that was cut off.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  const ended = once(child, 'close').then(() => {
    process.off('exit', killWithUs);
  });
  let said = '';
  const ready = new Promise<boolean>((resolve) => {
    child.stdout?.on('data', (chunk) => {
      said += chunk;
      if (said.startsWith('ready ') && said.includes('\n')) {
        resolve(true);
      }
    });
    ended.then(() => resolve(false));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    pid: child.pid ?? 0,
    ready,
    ended,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

/** The last lines of the log, for a violation's detail. */
export function readLastLines(file: string, count: number): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
}

/** Without the settings that the developer's own shell may hold. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PRINTER_')));
}

/**
 * A free port below those that systems give to outgoing connections: while the agent is down, no other connection may
 * take its port by chance.
 */
export async function findFixedPort(random: Random): Promise<number> {
  for (;;) {
    const port = random.whole(20_000, 30_000);
    const server = createServer();
    const free = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (free) {
      server.close();
      await once(server, 'close');
      return port;
    }
  }
}
