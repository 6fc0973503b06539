import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';
import { runCommand } from './run-command.ts';

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
 * @throws Error with electron-builder's last words
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
  await runCommand(
    process.execPath,
    [
      builder,
      `--${platform}`,
      ...targets,
      '--x64',
      '--publish',
      'never',
      '--config',
      'electron-builder.yml',
      ...overrides,
    ],
    { env, show, timeoutMs: 900_000 },
  );
}
