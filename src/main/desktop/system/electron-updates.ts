import { join } from 'node:path';
import { app } from 'electron';
import type { Log } from '../../base/log.ts';
import type { HostUpdates } from '../../updates/updater.ts';
import { readFileVersion } from './read-file-version.ts';
import { runAsAdministrator } from './run-as-administrator.ts';

const unsupported = (message: string): HostUpdates => ({ unavailable: { code: 'UPDATES_UNSUPPORTED', message } });

/**
 * What this application can do to replace itself: on Windows, where it is installed. The installers of this version and of
 * the one before are kept by the installer itself (packaging/windows/installation.nsh), where only administrators write.
 */
export function createElectronUpdates(log: () => Log): HostUpdates {
  if (process.platform === 'linux') {
    return unsupported("Sous Linux, la nouvelle version s'installe comme celle-ci : par son paquet .deb ou AppImage.");
  }
  if (process.platform !== 'win32') {
    return unsupported("Ici, la nouvelle version s'installe à la main, par-dessus celle-ci.");
  }
  if (!app.isPackaged) return unsupported("Cette version de développement ne s'installe pas.");
  const common = process.env.ProgramData ?? 'C:\\ProgramData';
  const previous = join(common, 'SmartPOS Agent', 'installers', 'previous.exe');
  const install = async (file: string, args: readonly string[], sha512?: string) => {
    await runAsAdministrator(file, args, undefined, sha512);
    // The installer waits for that; what is half printed is finished first.
    app.quit();
  };
  return {
    host: {
      openSource: async (settings) => {
        const { createUpdateSource } = await import('./update-source.ts');
        // Silent, and started again: the installer knows by `--updated` that nobody needs a window.
        return createUpdateSource(settings, log(), (file, sha512) =>
          install(file, ['--updated', '/S', '--force-run'], sha512),
        );
      },
      readPreviousVersion: () => readFileVersion(previous),
      // Nothing was signed for it: that only administrators write that folder is all that speaks for this file.
      runPrevious: () => install(previous, ['--updated', '/S', '--force-run', '--allow-downgrade']),
    },
  };
}
