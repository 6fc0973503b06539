import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { missingProgram, searchPath } from '../required-tools.ts';
import { ScriptFailure } from '../script-failure.ts';
import { projectRoot } from './project-root.ts';

export interface CommandOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Shows what the command says while it runs; without it, only a failure shows the end of it. */
  show?: boolean;
  timeoutMs?: number;
  /** Exit codes that are no failure; default 0 alone. */
  accept?: readonly number[];
  /** What a failure means, as a sentence's begin: `The .deb could not be made`. Default: that the command failed. */
  failure?: string;
}

export interface CommandOutcome {
  code: number | null;
  output: string;
}

/** A command that has failed, and what it said. */
export class CommandFailure extends ScriptFailure {
  readonly output: string;

  constructor(message: string, output: string) {
    super(message);
    this.output = output;
  }
}

/**
 * Runs a command to its end and gives its output, stdout and stderr as they came, without other people's stacks. What it has
 * started and left behind ends with it where it is late, and with this process.
 *
 * @throws CommandFailure with the end of the output when it fails or takes longer than `timeoutMs`; ScriptFailure when it,
 * or the folder `cwd`, is not there
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd = projectRoot, env = {}, show = false, timeoutMs, accept = [0], failure }: CommandOptions = {},
): Promise<CommandOutcome> {
  if (!existsSync(cwd)) throw new ScriptFailure(`The folder ${cwd} is not there.`);
  const path = process.platform === 'win32' ? {} : { PATH: searchPath(env.PATH) };
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env, ...path },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended.
    detached: process.platform !== 'win32',
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
      const said = withoutStack(line);
      if (said === null) return;
      lines.push(said);
      if (show) console.log(said);
    });
  }
  let isLate = false;
  const releaseSignals = passSignals(child);
  const end = () => {
    isLate = true;
    killGroup(child);
  };
  const limit = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
  // What the command has left running may hold its output open for ever.
  let grace: NodeJS.Timeout | undefined;
  child.once('exit', () => {
    grace = setTimeout(() => {
      child.stdout.destroy();
      child.stderr.destroy();
    }, 2_000);
  });
  let code: number | null;
  try {
    [code] = (await once(child, 'close')) as [number | null];
  } catch (error) {
    throw new ScriptFailure(missingProgram(command, (error as NodeJS.ErrnoException).code));
  } finally {
    clearTimeout(limit);
    clearTimeout(grace);
    releaseSignals();
  }
  const output = lines.join('\n');
  if (!isLate && accept.includes(code ?? -1)) return { code, output };
  const what = failure === undefined ? `${command} ${args.join(' ')}` : `${failure}: ${basename(command)}`;
  const why = isLate ? `took longer than ${(timeoutMs ?? 0) / 1000} s` : `ended with ${code ?? child.signalCode}`;
  throw new CommandFailure([`${what} ${why}.`, ...(show ? [] : lines.slice(-30))].join('\n'), output);
}

/** Whoever ends this process ends the command: in its own group Ctrl+C does not reach it. Gives what stops that. */
function passSignals(child: ChildProcess): () => void {
  const end = () => killGroup(child);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  // With `exit` its listeners run, this one among them.
  const leave = () => process.exit(1);
  process.once('exit', end);
  for (const signal of signals) process.once(signal, leave);
  return () => {
    process.off('exit', end);
    for (const signal of signals) process.off(signal, leave);
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has gone meanwhile.
  }
}

/** A line without the stack that it carries; null where it is nothing else. */
function withoutStack(line: string): string | null {
  if (/^\s+at (async )?\S.*(:\d+:\d+|<anonymous>|native|index \d+)\)?( \{)?$/.test(line)) return null;
  return line.replace(/ +stackTrace=.*$/, '');
}
