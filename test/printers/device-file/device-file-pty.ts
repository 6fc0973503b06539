import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** A real character device: the slave side of a pseudo-terminal, whose master `script` (util-linux) holds. */
export interface PtyPrinter {
  /** `/dev/pts/3` */
  readonly path: string;
  received(): Buffer;
  stall(): void;
  resume(): void;
  answer(bytes: Uint8Array): Promise<void>;
  cut(): Promise<void>;
}

/** Why there can be no pty here, or null. */
export function whyNoPty(): string | null {
  if (process.platform !== 'linux') return 'the pty tests need Linux';
  const version = spawnSync('script', ['--version'], { encoding: 'utf8' });
  return version.stdout?.includes('util-linux') ? null : "no util-linux 'script' command here";
}

export async function createPtyPrinter(): Promise<PtyPrinter> {
  // The mark comes last: before it the terminal is not raw, and what it prints is not the ticket.
  const mark = 'READY\n';
  const command = 'tty; stty raw -echo; echo READY; exec sleep 1000';
  const child = spawn('script', ['-qfc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const chunks: Buffer[] = [];
  const exited = once(child, 'exit');
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => {});
  while (!Buffer.concat(chunks).includes(mark)) await Promise.race([once(child.stdout, 'data'), failOnExit(exited)]);
  const greeting = Buffer.concat(chunks).indexOf(mark) + mark.length;
  const path = Buffer.concat(chunks).toString('latin1').split(/\r?\n/)[0] ?? '';

  return {
    path,
    received: () => Buffer.concat(chunks).subarray(greeting),
    stall: () => signal(child, 'SIGSTOP'),
    resume: () => signal(child, 'SIGCONT'),
    async answer(bytes) {
      // A stopped `script` carries nothing in either direction.
      await new Promise<void>((resolve) => child.stdin.write(bytes, () => resolve()));
    },
    async cut() {
      signal(child, 'SIGKILL');
      await exited;
    },
  };
}

async function failOnExit(exited: Promise<unknown>): Promise<never> {
  await exited;
  throw new Error('script ended before its terminal was ready');
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.exitCode === null && child.signalCode === null) child.kill(name);
}
