import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { debianRelease } from './debian-mirror.ts';
import { makeDebian } from './make-debian.ts';
import { wineFolder, wineRoot } from './proof-directory.ts';
import { runCommand } from './run-command.ts';

/**
 * Makes a Debian 12 with 7-Zip's sources, and with wine for both widths, in the proof's folder. On the machine itself wine32
 * would drag in hundreds of packages. Needs root, debootstrap, about 400 MB of downloads.
 */
export async function setUpProof(): Promise<void> {
  await makeDebian(wineRoot, wineFolder, async (root, mirror) => {
    const inside = (command: string, failure: string) =>
      runCommand('chroot', [root, 'sh', '-ec', command], {
        failure: `${failure} from ${mirror}`,
        timeoutMs: 1_800_000,
      });
    const sources = ['deb', 'deb-src'].map((kind) => `${kind} ${mirror} ${debianRelease} main\n`).join('');
    await writeFile(join(root, 'etc', 'apt', 'sources.list'), sources);
    await inside('dpkg --add-architecture i386; apt-get update', 'No list of packages could be fetched');
    const directory = join(root, 'opt', 'sources');
    await mkdir(join(directory, '7zip'), { recursive: true });
    await inside('cd /opt/sources; apt-get source --download-only 7zip', "7-Zip's sources could not be fetched");
    const archive = (await readdir(directory)).find((name) => name.includes('.orig.tar.')) ?? '';
    const into = ['-C', join(directory, '7zip'), '--strip-components=1'];
    await runCommand('tar', ['xf', join(directory, archive), ...into]);
    const wine = 'wine wine64 wine32:i386';
    await inside(
      `DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ${wine}`,
      'Wine could not be fetched',
    );
  });
}
