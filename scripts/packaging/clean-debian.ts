import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { searchPath } from '../required-tools.ts';
import { makeDebian, policyFile } from './make-debian.ts';
import { proofDirectory } from './proof-directory.ts';
import { runCommand } from './run-command.ts';

/** A Debian 12 as debootstrap makes it, in a folder, for as long as a proof takes. Root only. */
export interface CleanDebian {
  readonly root: string;
  path(inside: string): string;
  /** Runs a shell command in it; gives exit code and output. */
  run(command: string): Promise<{ code: number | null; output: string }>;
  /** Starts one that stays; `exec` it, so that signals reach it. */
  start(command: string): ChildProcess;
}

/** Enters the folder with /proc and devices of its own, which go with the command. */
const enter = `
set -e
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
exec chroot "$1" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -c "$2"
`;

/** Makes it afresh: every proof begins with a machine that has seen nothing. */
export async function createCleanDebian(): Promise<CleanDebian> {
  const base = join(proofDirectory, 'base');
  const root = join(proofDirectory, 'clean-debian');
  await makeDebian(base, policyFile);
  await rm(root, { recursive: true, force: true });
  await runCommand('cp', ['-a', base, root]);
  const args = (command: string) => ['--mount', '--propagation', 'private', 'sh', '-c', enter, 'enter', root, command];
  return {
    root,
    path: (inside) => join(root, inside),
    run: (command) => runCommand('unshare', args(command), { accept: codes, timeoutMs: 600_000 }),
    start: (command) =>
      spawn('unshare', args(command), {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, PATH: searchPath() },
      }),
  };
}

/** A failing command is a finding, not a fault of the proof. */
const codes = Array.from({ length: 256 }, (_, code) => code);
