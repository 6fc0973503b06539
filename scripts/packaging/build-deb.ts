import { chmod, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packagedCommand, systemdUnit } from '../../src/main/service/systemd-service.ts';
import { sizeOf } from './check-contents.ts';
import type { PackedLinux } from './package-linux.ts';
import { projectRoot } from './project-root.ts';
import { runCommand } from './run-command.ts';

/** What Electron's program and libraries are linked against, by Debian 12's names; later releases renamed some (t64). */
const depends = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatk1.0-0 | libatk1.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libc6 (>= 2.28)',
  'libcups2 | libcups2t64',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnotify4',
  'libnss3',
  'libsecret-1-0',
  'libudev1',
  'libxkbcommon0',
  'libxss1',
  'libxtst6',
];

/**
 * Makes the .deb of a packed application with dpkg-deb: the program in /opt, the command, the service (not enabled), the udev
 * rule, the menu entry. electron-builder's own needs a download of fpm and knows neither service nor rule.
 *
 * @param compression gzip is larger, and made in seconds: for trying things out
 * @returns path of the .deb
 * @throws ScriptFailure where dpkg-deb is missing or fails
 */
export async function buildDeb(
  { version, outputDir, unpackedDir }: PackedLinux,
  compression: 'xz' | 'gzip' = 'xz',
): Promise<string> {
  const tree = join(outputDir, 'deb');
  await rm(tree, { recursive: true, force: true });
  const at = (path: string) => join(tree, path);
  const linux = join(projectRoot, 'packaging', 'linux');
  const install = async (from: string, to: string, mode = 0o644) => {
    await mkdir(join(at(to), '..'), { recursive: true, mode: 0o755 });
    await cp(from, at(to));
    await chmod(at(to), mode);
  };
  await mkdir(at('opt'), { recursive: true });
  await cp(unpackedDir, at('opt/smartpos-agent'), { recursive: true });
  await install(join(linux, 'smartpos-agent.sh'), 'usr/bin/smartpos-agent', 0o755);
  await install(join(linux, 'smartpos-agent.desktop'), 'usr/share/applications/smartpos-agent.desktop');
  await install(
    join(projectRoot, 'assets', 'linux', '60-smartpos-agent.rules'),
    'usr/lib/udev/rules.d/60-smartpos-agent.rules',
  );
  await install(join(projectRoot, 'LICENSE'), 'usr/share/doc/smartpos-agent/copyright');
  for (const icon of await readdir(join(projectRoot, 'assets', 'icons', 'app'))) {
    const size = icon.replace('.png', '');
    await install(
      join(projectRoot, 'assets', 'icons', 'app', icon),
      `usr/share/icons/hicolor/${size}/apps/smartpos-agent.png`,
    );
  }
  await mkdir(at('usr/lib/systemd/system'), { recursive: true });
  await writeFile(at('usr/lib/systemd/system/smartpos-agent.service'), systemdUnit({ command: packagedCommand }));
  for (const script of ['postinst', 'prerm', 'postrm']) {
    await install(join(linux, 'deb', script), `DEBIAN/${script}`, 0o755);
  }
  await writeFile(at('DEBIAN/control'), await control(version, await sizeOf(tree)));
  const file = join(outputDir, `smartpos-agent_${version}_amd64.deb`);
  await runCommand('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', tree, file], {
    timeoutMs: 600_000,
    failure: 'The .deb could not be made',
  });
  await rm(tree, { recursive: true, force: true });
  return file;
}

async function control(version: string, bytes: number): Promise<string> {
  const { description } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as {
    description: string;
  };
  return `Package: smartpos-agent
Version: ${version}
Architecture: amd64
Maintainer: Fée Maison <smartpos@fee-maison.invalid>
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: ${depends.join(', ')}
Section: misc
Priority: optional
Homepage: https://smartpos.invalid/
Description: print agent for a point of sale
 ${description}
`;
}
