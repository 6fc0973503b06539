import { chmod, cp, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';
import { proofDirectory, sevenZipSources, wineRoot } from './proof-directory.ts';
import { runCommand } from './run-command.ts';

export interface WindowsStandIns {
  /** For electron-builder: its tools and downloads, replaced. */
  env: Record<string, string>;
  electronDist: string;
  electronVersion: string;
  /** Programs to put into the wine prefix: path below C:\windows → file. */
  doubles: Record<string, string>;
}

const sources = join(projectRoot, 'packaging', 'proof');
const gcc32 = 'i686-w64-mingw32-gcc';
const gcc64 = 'x86_64-w64-mingw32-gcc';
const sevenZipFiles =
  '7zAlloc 7zArcIn 7zBuf 7zBuf2 7zCrc 7zCrcOpt 7zDec CpuArch Delta LzmaDec Lzma2Dec Bra Bra86 BraIA64 Bcj2 Ppmd7 Ppmd7Dec 7zFile 7zStream';

/**
 * Compiles the stand-ins of packaging/proof into `directory`, for a build of the Windows installer without downloads.
 *
 * @throws Error with the compiler's words
 */
export async function makeWindowsStandIns(directory: string): Promise<WindowsStandIns> {
  const plugins = join(directory, 'nsis-resources', 'plugins', 'x86-unicode');
  const electronDist = join(directory, 'electron-win32-x64');
  const programs = join(directory, 'programs');
  await mkdir(plugins, { recursive: true });
  await mkdir(programs, { recursive: true });
  await Promise.all([
    makePlugins(plugins),
    makeElectron(electronDist),
    makeNsis(join(directory, 'nsis'), programs),
    makeWineCommand(join(directory, 'bin')),
  ]);
  const doubles: Record<string, string> = {};
  for (const [gcc, bits, folder] of [
    [gcc32, '32', 'syswow64'],
    [gcc64, '64', 'system32'],
  ] as const) {
    const log = join(programs, `log-command-${bits}.exe`);
    const powershell = join(programs, `powershell-${bits}.exe`);
    await runCommand(gcc, ['-O1', '-s', '-o', log, join(sources, 'wine-doubles', 'log-command.c')]);
    await runCommand(gcc, ['-O1', '-s', '-o', powershell, join(sources, 'wine-doubles', 'powershell.c'), '-lpsapi']);
    for (const name of ['netsh', 'icacls', 'schtasks', 'sc']) doubles[`${folder}/${name}.exe`] = log;
    doubles[`${folder}/WindowsPowerShell/v1.0/powershell.exe`] = powershell;
  }
  return {
    electronDist,
    electronVersion: '45.4.1',
    doubles,
    env: {
      ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za',
      ELECTRON_BUILDER_NSIS_DIR: join(directory, 'nsis'),
      ELECTRON_BUILDER_NSIS_RESOURCES_DIR: join(directory, 'nsis-resources'),
      PATH: `${join(directory, 'bin')}:${process.env.PATH ?? ''}`,
      WINEPREFIX: join(directory, 'build-prefix'),
    },
  };
}

async function makePlugins(plugins: string): Promise<void> {
  const flags = ['-O2', '-s', '-shared', '-static-libgcc', '-Wl,--kill-at'];
  for (const name of ['WinShell', 'UAC', 'SpiderBanner', 'StdUtils']) {
    const source = join(sources, 'plugins', `${name}.c`);
    await runCommand(gcc32, [...flags, '-o', join(plugins, `${name}.dll`), source, '-lshell32', '-lole32']);
  }
  const sevenZip = sevenZipFiles.split(' ').map((name) => join(sevenZipSources, `${name}.c`));
  const source = join(sources, 'plugins', 'Nsis7z.c');
  const output = join(plugins, 'Nsis7z.dll');
  await runCommand(gcc32, [...flags, `-I${sevenZipSources}`, '-DZ7_PPMD_SUPPORT', '-o', output, source, ...sevenZip]);
}

/** What electron-builder expects in an Electron for Windows, as far as its templates and checks look at it. */
async function makeElectron(directory: string): Promise<void> {
  await mkdir(join(directory, 'locales'), { recursive: true });
  await mkdir(join(directory, 'resources'), { recursive: true });
  const own = join(sources, 'fake-electron');
  const resource = join(directory, '..', 'electron.res.o');
  await runCommand('x86_64-w64-mingw32-windres', ['-i', join(own, 'electron.rc'), '-o', resource], { cwd: own });
  const output = join(directory, 'electron.exe');
  await runCommand(gcc64, ['-O1', '-s', '-mwindows', '-o', output, join(own, 'electron.c'), resource]);
  for (const language of ['fr', 'ar', 'en-US', 'de', 'tr']) {
    await writeFile(join(directory, 'locales', `${language}.pak`), language);
  }
  await writeFile(join(directory, 'icudtl.dat'), 'x'.repeat(1000));
  await writeFile(join(directory, 'LICENSE'), 'stand-in');
  await writeFile(join(directory, 'version'), '45.4.1');
}

/** Debian's NSIS in the folders that electron-builder expects. */
async function makeNsis(directory: string, programs: string): Promise<void> {
  await mkdir(join(directory, 'linux'), { recursive: true });
  const links: [string, string][] = [['/usr/bin/makensis', join(directory, 'linux', 'makensis')]];
  for (const name of await readdir('/usr/share/nsis')) links.push([`/usr/share/nsis/${name}`, join(directory, name)]);
  for (const [from, to] of links) {
    await symlink(from, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  const elevate = join(programs, 'elevate.exe');
  await runCommand(gcc32, ['-O1', '-s', '-o', elevate, join(sources, 'wine-doubles', 'log-command.c')]);
  await cp(elevate, join(directory, 'elevate.exe'));
}

/** `wine` for electron-builder and for the proof: Debian's, in its own root, in a mount namespace that ends with it. */
async function makeWineCommand(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, 'wine');
  await writeFile(
    file,
    `#!/bin/sh
# Arguments: wine's. Sees this project, the proof's folder and /tmp at their own paths.
exec unshare --mount --propagation private sh -c '
set -e
root=${wineRoot}
mount -t proc proc $root/proc
mount --rbind /dev $root/dev
for folder in /tmp ${projectRoot} ${proofDirectory}; do
  mkdir -p $root$folder
  mount --bind $folder $root$folder
done
directory=$1; shift
exec chroot $root env -i HOME=/root PATH=/usr/bin:/bin:/usr/sbin:/sbin LANG=C.UTF-8 DISPLAY="$DISPLAY" \\
  WINEPREFIX="$WINEPREFIX" WINEDEBUG=-all WINEDLLOVERRIDES="winemenubuilder.exe=d;mscoree=;mshtml=" \\
  sh -c "cd \\"\\$0\\" 2>/dev/null; exec \\"\\$@\\"" "$directory" "\${WINE_PROGRAM:-wine}" "$@"
' wine "$PWD" "$@"
`,
  );
  await chmod(file, 0o755);
}
