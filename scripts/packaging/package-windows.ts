import { join } from 'node:path';
import { projectRoot } from './project-root.ts';
import { runElectronBuilder } from './run-electron-builder.ts';
import { stageApplication } from './stage-application.ts';
import type { WindowsStandIns } from './windows-stand-ins.ts';

export interface PackageWindowsOptions {
  /** For the proof on Linux; null: the real Electron and electron-builder's own downloads. */
  standIns: WindowsStandIns | null;
  version?: string;
  outputDir?: string;
  builtDir?: string;
  show?: boolean;
}

/** Makes the installer for Windows x64 with everything beside it that updates need. Gives the output folder. */
export async function packageWindows(options: PackageWindowsOptions): Promise<string> {
  const { standIns, version, builtDir, show = true } = options;
  const { outputDir = join(projectRoot, 'out', 'packages', 'win') } = options;
  const appDir = await stageApplication({
    target: { platform: 'win32', arch: 'x64' },
    ...(version === undefined ? {} : { version }),
    ...(builtDir === undefined ? {} : { builtDir }),
  });
  await runElectronBuilder({
    appDir,
    outputDir,
    platform: 'win',
    targets: ['nsis'],
    show,
    ...(standIns === null
      ? {}
      : {
          env: standIns.env,
          electronDist: standIns.electronDist,
          electronVersion: standIns.electronVersion,
          compression: 'store' as const,
        }),
  });
  return outputDir;
}
