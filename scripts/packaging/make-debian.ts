import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFolder } from '../replace-folder.ts';
import { debianRelease, findDebianMirror } from './debian-mirror.ts';
import { runCommand } from './run-command.ts';

/** No package may start a service in a Debian that this has made. */
export const policyFile = 'usr/sbin/policy-rc.d';

/**
 * A Debian in a folder, by debootstrap and then `complete`, unless it is there. Root only.
 *
 * @param last a path in it that comes last: a folder without it is made anew
 * @throws CommandFailure with debootstrap's words, such as that the mirror does not answer
 */
export async function makeDebian(
  directory: string,
  last: string,
  complete: (root: string, mirror: string) => Promise<void> = async () => {},
): Promise<void> {
  if (existsSync(join(directory, last))) return;
  await mkdir(dirname(directory), { recursive: true });
  const mirror = await findDebianMirror();
  await replaceFolder(directory, async (root) => {
    console.log(`making ${directory}: some minutes …`);
    // What it mounts goes with it, even when it is killed: nothing could remove the folder otherwise.
    const debootstrap = ['debootstrap', '--variant=minbase', debianRelease, root, mirror];
    await runCommand('unshare', ['--mount', '--propagation', 'private', ...debootstrap], {
      failure: `No Debian could be fetched from ${mirror} (no network? DEBIAN_MIRROR names another)`,
      timeoutMs: 1_800_000,
    });
    await writeFile(join(root, policyFile), '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    await complete(root, mirror);
  });
}
