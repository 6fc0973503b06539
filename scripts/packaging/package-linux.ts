import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';
import { runElectronBuilder } from './run-electron-builder.ts';
import { stageApplication } from './stage-application.ts';

export interface PackedLinux {
  version: string;
  outputDir: string;
  /** The application as it lies on a till's disk. */
  unpackedDir: string;
}

export interface PackageLinuxOptions {
  targets: readonly string[];
  builtDir?: string;
  outputDir?: string;
  show?: boolean;
}

/** Packs for Linux x64, with the Electron of ELECTRON_OVERRIDE_DIST_PATH where that is set. */
export async function packageLinux(options: PackageLinuxOptions): Promise<PackedLinux> {
  const { targets, outputDir = join(projectRoot, 'out', 'packages', 'linux'), show = true } = options;
  const own = await findOverriddenElectron();
  const appDir = await stageApplication({
    target: { platform: 'linux', arch: 'x64' },
    // An Electron older than 35 has no node:sqlite: the build then uses libsql (see scripts/build-desktop.ts).
    ...(own === null || Number.parseInt(own.electronVersion, 10) >= 35 ? {} : { extraPackages: ['libsql'] }),
    ...(options.builtDir === undefined ? {} : { builtDir: options.builtDir }),
  });
  await runElectronBuilder({ appDir, outputDir, platform: 'linux', targets, show, ...own });
  const unpackedDir = join(outputDir, 'linux-unpacked');
  // A custom Electron's own welcome application: nobody must be able to start it.
  await rm(join(unpackedDir, 'resources', 'default_app.asar'), { force: true });
  const { version } = JSON.parse(await readFile(join(appDir, 'package.json'), 'utf8')) as { version: string };
  return { version, outputDir, unpackedDir };
}

/** The Electron that the environment names, with its version. */
async function findOverriddenElectron(): Promise<{ electronDist: string; electronVersion: string } | null> {
  const electronDist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (electronDist === undefined || electronDist === '') {
    return null;
  }
  const text = await readFile(join(electronDist, 'version'), 'utf8');
  return { electronDist, electronVersion: text.trim().replace(/^v/, '') };
}
