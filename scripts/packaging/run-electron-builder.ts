import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFolder } from '../replace-folder.ts';
import { ScriptFailure } from '../script-failure.ts';
import { projectRoot } from './project-root.ts';
import { CommandFailure, runCommand } from './run-command.ts';

export interface BuilderOptions {
  /** What `stageApplication` made. */
  appDir: string;
  outputDir: string;
  platform: 'linux' | 'win';
  /** `dir`, `nsis`, `AppImage`, …; several are built one after the other. */
  targets: readonly string[];
  /** A folder with an Electron to pack instead of a downloaded one. */
  electronDist?: string;
  electronVersion?: string;
  /** `store`: large and fast, for what is never shipped. */
  compression?: 'store';
  env?: Readonly<Record<string, string>>;
  show?: boolean;
}

/**
 * Packs with electron-builder.yml; publishes nothing. Signs where the environment has WIN_CSC_LINK or CSC_LINK.
 *
 * @throws ScriptFailure that names what could not be fetched, else with electron-builder's last words
 */
export async function runElectronBuilder(options: BuilderOptions): Promise<void> {
  const {
    appDir,
    outputDir,
    platform,
    targets,
    electronDist,
    electronVersion,
    compression,
    env = {},
    show = true,
  } = options;
  const builder = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const overrides = [
    `-c.directories.app=${appDir}`,
    ...(electronDist === undefined ? [] : [`-c.electronDist=${electronDist}`]),
    ...(compression === undefined ? [] : [`-c.compression=${compression}`]),
    ...(electronVersion === undefined ? [] : [`-c.electronVersion=${electronVersion}`]),
  ];
  const config = ['--publish', 'never', '--config', 'electron-builder.yml', ...overrides];
  await replaceFolder(outputDir, async (workDir) => {
    const unpackedDir = join(workDir, `${platform}-unpacked`);
    const output = `-c.directories.output=${workDir}`;
    try {
      await runCommand(process.execPath, [builder, `--${platform}`, ...targets, '--x64', ...config, output], {
        env,
        show,
        timeoutMs: 900_000,
        failure: 'Nothing is packed',
      });
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      const fetchedInto = electronDist === undefined ? unpackedDir : null;
      throw new ScriptFailure(whatWasNotFetched(error.output, fetchedInto) ?? error.message);
    }
    // A custom Electron's own welcome application: nobody must be able to start it.
    await rm(join(unpackedDir, 'resources', 'default_app.asar'), { force: true });
  });
}

/** What each step of electron-builder's fetches, and what to do where there is no network. */
const fetched = {
  Electron:
    'connect this machine, name a mirror in ELECTRON_MIRROR, or (for Linux) a folder in ELECTRON_OVERRIDE_DIST_PATH',
  AppImage:
    'connect this machine, name a mirror in ELECTRON_BUILDER_BINARIES_MIRROR, or make the .deb alone, which needs ' +
    'nothing of it: npm run package:linux -- --deb',
  nsis:
    'connect this machine, name a mirror in ELECTRON_BUILDER_BINARIES_MIRROR, or make an installer that is proven and ' +
    "not shipped, with Debian's: npm run package:win -- --fake-electron",
};

/** Its words where a program that it has run has failed (builder-util: ExecError, spawn), or the machine has refused a file. */
const notTheNetwork =
  / process failed \S+|ERR_ELECTRON_BUILDER_CANNOT_EXECUTE|\b(EACCES|ENOSPC|EPERM|EROFS)\b|not found at path/;

/**
 * The sentence; null where electron-builder has failed at something else. The words of broken networks have no end (refused,
 * reset, cut, a log-in page in place of the file), so it is told by the step: each fetches what it needs before it works.
 *
 * @param unpackedDir where the fetched Electron goes; null where it is not fetched
 */
function whatWasNotFetched(output: string, unpackedDir: string | null): string | null {
  const reason = output.match(/^ *⨯ (.*?) *(?:failedTask=\S+)?$/m)?.[1];
  if (reason === undefined || notTheNetwork.test(output)) return null;
  const target = /building +target=(AppImage|nsis)/.exec(output)?.[1] as 'AppImage' | 'nsis' | undefined;
  if (target !== undefined) {
    return `The tools for ${target} could not be fetched (${shortly(reason)}): ${fetched[target]}.`;
  }
  if (unpackedDir === null || !output.includes('packaging')) return null;
  return !existsSync(join(unpackedDir, 'LICENSES.chromium.html'))
    ? `Electron could not be fetched (${shortly(reason)}): ${fetched.Electron}.`
    : null;
}

function shortly(reason: string): string {
  const words = reason.replace(/^failed to build \S+ +error=/, '').replace(/\.$/, '');
  return words.length <= 200 ? words : `${words.slice(0, 200)}…`;
}
