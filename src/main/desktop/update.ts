import electronUpdater, { type AppUpdater, type UpdateInfo } from 'electron-updater';
import { AgentError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Settings } from '../settings/settings.ts';
import { readSignedManifest } from '../updates/read-manifest.ts';
import type { UpdateSource } from '../updates/updater.ts';

/**
 * electron-updater behind the agent's own port, or null where settings do not ask for updates. What it finds is compared
 * with the manifest that the settings' key has signed; it then checks the file it fetches against that hash.
 *
 * The installer that ran last, and the one before it, are kept by the installer itself for the way back.
 */
export function createUpdateSource(
  { enabled, url, publicKey }: Settings['updates'],
  log: Log,
  updater: AppUpdater = electronUpdater.autoUpdater,
): UpdateSource | null {
  if (!enabled || url === null || publicKey === null) return null;
  updater.setFeedURL({ provider: 'generic', url });
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  // Partial downloads ask the server for hundreds of ranges, which a small web server does not always answer.
  updater.disableDifferentialDownload = true;
  updater.logger = {
    info: (message) => log.debug({ message }, 'updater'),
    warn: (message) => log.warn({ message }, 'updater'),
    error: (message) => log.warn({ message }, 'updater'),
  };
  return {
    check: async () => {
      const manifest = await readSignedManifest({ url, publicKey });
      const found = await updater.checkForUpdates().catch((error: unknown) => {
        throw new AgentError('UPDATE_UNREACHABLE', 'Le serveur de mises à jour ne répond pas comme il faut.', {
          cause: error,
        });
      });
      if (found === null || !found.isUpdateAvailable) return null;
      refuseForeign(found.updateInfo, manifest);
      return found.updateInfo.version;
    },
    download: async (onProgress) => {
      const listen = ({ percent }: { percent: number }) => onProgress(percent);
      updater.on('download-progress', listen);
      try {
        await updater.downloadUpdate();
      } catch (error) {
        throw new AgentError(
          'UPDATE_DOWNLOAD_FAILED',
          "Le téléchargement de la mise à jour a échoué : l'agent continue avec sa version et réessaiera.",
          { cause: error },
        );
      } finally {
        updater.off('download-progress', listen);
      }
    },
    // Silent, and started again: the installer knows by `--updated` that nobody needs a window.
    install: () => updater.quitAndInstall(true, true),
  };
}

/** electron-updater reads latest.yml itself: it must be the one that was signed. */
function refuseForeign(info: UpdateInfo, manifest: { version: string; hashes: string[] }): void {
  const isSame =
    info.version === manifest.version && info.files.every(({ sha512 }) => manifest.hashes.includes(sha512));
  if (!isSame) {
    throw new AgentError(
      'UPDATE_NOT_SIGNED',
      "La mise à jour proposée n'est pas celle qui a été signée : elle n'est pas installée. Prévenez le technicien.",
    );
  }
}
