import { existsSync } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildDesktop } from '../build-desktop.ts';
import { ScriptFailure } from '../script-failure.ts';
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
  outputDir?: string;
  show?: boolean;
}

/**
 * Packs for Linux x64, with the Electron of ELECTRON_OVERRIDE_DIST_PATH where that is set.
 *
 * @throws ScriptFailure where there is none in that folder, or something could not be fetched
 */
export async function packageLinux(options: PackageLinuxOptions): Promise<PackedLinux> {
  const { targets, outputDir = join(projectRoot, 'out', 'packages', 'linux'), show = true } = options;
  const own = await findOverriddenElectron();
  const isOld = own !== null && Number.parseInt(own.electronVersion, 10) < 35;
  const appDir = await stageApplication({
    target: { platform: 'linux', arch: 'x64' },
    ...(isOld ? { builtDir: await buildForOldElectron(), extraPackages: ['libsql'] } : {}),
  });
  await runElectronBuilder({ appDir, outputDir, platform: 'linux', targets, show, ...own });
  const unpackedDir = join(outputDir, 'linux-unpacked');
  const { version } = JSON.parse(await readFile(join(appDir, 'package.json'), 'utf8')) as { version: string };
  return { version, outputDir, unpackedDir };
}

/** Before 35 Electron's Node has no `node:sqlite`: libsql, the same SQLite, takes its place. For tests, never for tills. */
async function buildForOldElectron(): Promise<string> {
  const outDir = join(projectRoot, 'out', 'stage', 'built-for-old-electron');
  await rm(outDir, { recursive: true, force: true });
  const shim = join(projectRoot, 'test', 'electron', 'sqlite-over-libsql.ts');
  await buildDesktop({ outDir, alias: { 'node:sqlite': shim } });
  await cp(join(projectRoot, 'out', 'ui'), join(outDir, 'ui'), { recursive: true });
  return outDir;
}

/** The Electron that the environment names, with its version; null where it names none. */
export async function findOverriddenElectron(): Promise<{ electronDist: string; electronVersion: string } | null> {
  const electronDist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (electronDist === undefined || electronDist === '') {
    return null;
  }
  for (const name of ['electron', 'version']) {
    if (!existsSync(join(electronDist, name))) {
      throw new ScriptFailure(`ELECTRON_OVERRIDE_DIST_PATH is ${electronDist}, but there is no file ${name} in it.`);
    }
  }
  const text = await readFile(join(electronDist, 'version'), 'utf8');
  return { electronDist, electronVersion: text.trim().replace(/^v/, '') };
}
