import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectRoot } from './project-root.ts';

export interface CommandOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Shows what the command says; without it, only a failure shows it. */
  show?: boolean;
  timeoutMs?: number;
  /** Exit codes that are no failure; default 0 alone. */
  accept?: readonly number[];
}

export interface CommandOutcome {
  code: number | null;
  output: string;
}

/**
 * Runs a command to its end and gives its output, stdout and stderr as they came.
 *
 * @throws Error with the end of the output when it fails, is not there, or takes longer than `timeoutMs`
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd = projectRoot, env = {}, show = false, timeoutMs, accept = [0] }: CommandOptions = {},
): Promise<CommandOutcome> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
      if (show) process.stdout.write(text);
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (!accept.includes(code ?? -1)) {
    const tail = output.split('\n').slice(-30).join('\n');
    throw new Error(`${command} ${args.join(' ')}: exit ${code ?? child.signalCode}\n${tail}`);
  }
  return { code, output };
}
