import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** What `npm run build` makes; `npm test` builds before it tests. */
const program = join(import.meta.dirname, '..', '..', 'out', 'agent.js');

export interface AgentCall {
  args?: readonly string[];
  /** Added to the environment, from which every PRINTER_ variable of the developer's own shell is taken. */
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** A command that ends by executing the one that follows it, such as `nice`. */
  launcher?: readonly string[];
}

export interface FinishedAgent {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface StartedAgent {
  /** As the ready line says it. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly dataDir: string;
  readonly pid: number;
  readonly exited: boolean;
  stdout(): string;
  stderr(): string;
  /** Ends the agent as a service manager does; resolves with its exit code. */
  stop(signal?: 'SIGTERM' | 'SIGINT' | 'SIGHUP'): Promise<number | null>;
  /** Power cut, or the end of a test; nothing when the agent has ended. */
  kill(): Promise<void>;
}

const dataDirs: string[] = [];
afterAll(() => {
  for (const directory of dataDirs.splice(0)) {
    rmSync(directory, { recursive: true, force: true });
  }
});

/** A fresh directory, deleted behind the last test of the file. */
export function makeDataDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'agent-'));
  dataDirs.push(directory);
  return directory;
}

/** Runs the agent until it ends by itself: for `--help`, `token show`, and starts that must fail. */
export async function runAgent(call: AgentCall): Promise<FinishedAgent> {
  const run = spawnAgent(call);
  const [code] = (await once(run.child, 'close')) as [number | null];
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

/** Starts the built agent on a free port, and a fresh data directory unless one is given; resolves once it is ready. */
export async function startAgent(call: AgentCall & { dataDir?: string } = {}): Promise<StartedAgent> {
  const dataDir = call.dataDir ?? makeDataDir();
  const run = spawnAgent({ ...call, args: ['--port', '0', '--data-dir', dataDir, ...(call.args ?? [])] });
  const { child } = run;
  const closed = once(child, 'close');
  await Promise.race([untilReady(run), closed]);
  const url = readyUrl(run.stdout());
  if (url === null) {
    throw new Error(`The agent did not start (exit ${child.exitCode}): ${run.stderr()}`);
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await closed;
    return child.exitCode;
  };
  return {
    url,
    port: Number(new URL(url).port),
    token: tokenOf(call, dataDir),
    dataDir,
    pid: child.pid ?? 0,
    get exited() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    stdout: run.stdout,
    stderr: run.stderr,
    stop: (signal = 'SIGTERM') => end(signal),
    kill: async () => {
      await end('SIGKILL');
    },
  };
}

interface Run {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
}

function spawnAgent({ args = [], env = {}, cwd, launcher = [] }: AgentCall): Run {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('PRINTER_'));
  const [command = process.execPath, ...before] = [...launcher, process.execPath];
  const child = spawn(command, [...before, program, ...args], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  // An agent must not outlive a test run that was cut off.
  const killIt = () => child.kill('SIGKILL');
  process.once('exit', killIt);
  child.once('close', () => process.off('exit', killIt));
  return { child, stdout: collect(child.stdout), stderr: collect(child.stderr) };
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

async function untilReady({ child, stdout }: Run): Promise<void> {
  while (readyUrl(stdout()) === null && child.stdout !== null) {
    await once(child.stdout, 'data');
  }
}

function readyUrl(stdout: string): string | null {
  return /^ready (http:\/\/\S+)\n/.exec(stdout)?.[1] ?? null;
}

function tokenOf({ args = [], env = {} }: AgentCall, dataDir: string): string {
  const flag = args.indexOf('--token');
  const given = flag < 0 ? env.PRINTER_AGENT_TOKEN : args[flag + 1];
  return given ?? readFileSync(join(dataDir, 'token'), 'utf8').trim();
}
