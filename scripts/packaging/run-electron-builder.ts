import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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
  await rm(outputDir, { recursive: true, force: true });
  const overrides = [
    `-c.directories.app=${appDir}`,
    `-c.directories.output=${outputDir}`,
    ...(electronDist === undefined ? [] : [`-c.electronDist=${electronDist}`]),
    ...(compression === undefined ? [] : [`-c.compression=${compression}`]),
    ...(electronVersion === undefined ? [] : [`-c.electronVersion=${electronVersion}`]),
  ];
  const builder = join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const config = ['--publish', 'never', '--config', 'electron-builder.yml', ...overrides];
  try {
    await runCommand(process.execPath, [builder, `--${platform}`, ...targets, '--x64', ...config], {
      env,
      show,
      timeoutMs: 900_000,
      failure: 'Nothing is packed',
    });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    throw new ScriptFailure(whatWasNotFetched(error.output, join(outputDir, `${platform}-unpacked`)) ?? error.message);
  }
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

/**
 * The sentence; null where electron-builder has failed at something else. The words of broken networks have no end (refused,
 * reset, cut, a log-in page in place of the file), so it is told by the step: each fetches what it needs before it works.
 */
function whatWasNotFetched(output: string, unpackedDir: string): string | null {
  const reason = output.match(/^ *⨯ (.*?) *(?:failedTask=\S+)?$/m)?.[1];
  // A program that it has run has failed; the machine has refused it a file.
  if (reason === undefined || /ERR_ELECTRON_BUILDER_CANNOT_EXECUTE|\b(EACCES|ENOSPC|EPERM|EROFS)\b/.test(output))
    return null;
  const target = /building +target=(AppImage|nsis)/.exec(output)?.[1] as 'AppImage' | 'nsis' | undefined;
  if (target !== undefined)
    return `The tools for ${target} could not be fetched (${shortly(reason)}): ${fetched[target]}.`;
  const hasElectron = existsSync(join(unpackedDir, 'LICENSES.chromium.html'));
  return output.includes('packaging') && !hasElectron
    ? `Electron could not be fetched (${shortly(reason)}): ${fetched.Electron}.`
    : null;
}

function shortly(reason: string): string {
  const words = reason.replace(/^failed to build \S+ +error=/, '').replace(/\.$/, '');
  return words.length <= 200 ? words : `${words.slice(0, 200)}…`;
}
