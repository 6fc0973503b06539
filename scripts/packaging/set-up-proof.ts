import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianRelease, findDebianMirror } from './debian-mirror.ts';
import { proofDirectory, sevenZipSources, wineRoot } from './proof-directory.ts';
import { runCommand } from './run-command.ts';

/**
 * Makes a Debian 12 with wine for both widths in the proof's folder, and fetches 7-Zip's sources into it. On the machine
 * itself wine32 would drag in hundreds of packages. Needs root, debootstrap, about 400 MB of downloads.
 */
export async function setUpProof(): Promise<void> {
  await mkdir(proofDirectory, { recursive: true });
  if (!existsSync(join(wineRoot, 'usr', 'lib', 'wine', 'wine64'))) {
    console.log(`making ${wineRoot}: some minutes …`);
    const mirror = await findDebianMirror();
    await rm(wineRoot, { recursive: true, force: true });
    await runCommand('debootstrap', ['--variant=minbase', debianRelease, wineRoot, mirror]);
    const sources = ['deb', 'deb-src'].map((kind) => `${kind} ${mirror} ${debianRelease} main\n`).join('');
    await writeFile(join(wineRoot, 'etc', 'apt', 'sources.list'), sources);
    // No package may start a service in here.
    await writeFile(join(wineRoot, 'usr', 'sbin', 'policy-rc.d'), '#!/bin/sh\nexit 101\n');
    await chmod(join(wineRoot, 'usr', 'sbin', 'policy-rc.d'), 0o755);
    await inside('dpkg --add-architecture i386 && apt-get update');
    await inside('DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends wine wine64 wine32:i386');
  }
  if (!existsSync(sevenZipSources)) {
    const directory = join(wineRoot, 'opt', 'sources');
    await mkdir(join(directory, '7zip'), { recursive: true });
    await inside('cd /opt/sources && apt-get source --download-only 7zip');
    const archive = (await readdir(directory)).find((name) => name.includes('.orig.tar.'));
    await runCommand('tar', [
      'xf',
      join(directory, archive ?? ''),
      '-C',
      join(directory, '7zip'),
      '--strip-components=1',
    ]);
  }
}

async function inside(command: string): Promise<void> {
  await runCommand('chroot', [wineRoot, 'sh', '-c', command]);
}
