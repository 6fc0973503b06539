import electronUpdater, { type AppUpdater, type UpdateInfo } from 'electron-updater';
import type { UpdateSettings } from '../../shared/update.ts';
import { AgentError } from '../errors.ts';
import type { Log } from '../log.ts';
import { readSignedManifest, type UpdateManifest } from '../updates/read-manifest.ts';
import type { UpdateSource } from '../updates/update-host.ts';

/**
 * electron-updater behind the agent's own port, or null where settings do not ask for updates. What it finds is compared
 * with the manifest that the settings' key has signed; it then checks the file it fetches against that hash.
 *
 * @param runInstaller starts the fetched file as an administrator, see `run-as-administrator.ts`; electron-updater's own way
 *   ends the application before anybody has consented
 */
export function createUpdateSource(
  { enabled, url, publicKey }: UpdateSettings,
  log: Log,
  runInstaller: (file: string) => Promise<void>,
  updater: AppUpdater = electronUpdater.autoUpdater,
): UpdateSource | null {
  if (!enabled || url === null || publicKey === null) return null;
  configure(updater, url, log);
  let fetched: string | null = null;
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
      return { version: found.updateInfo.version, notes: signedNotes(found.updateInfo, manifest) };
    },
    download: async (onProgress) => {
      const listen = ({ percent }: { percent: number }) => onProgress(percent);
      updater.on('download-progress', listen);
      try {
        const [file] = await updater.downloadUpdate();
        if (file === undefined) throw new Error('nothing was downloaded');
        fetched = file;
      } catch (error) {
        throw new AgentError(
          'UPDATE_DOWNLOAD_FAILED',
          "Le téléchargement de la mise à jour a échoué : l'agent continue avec sa version. Réessayez plus tard.",
          { cause: error },
        );
      } finally {
        updater.off('download-progress', listen);
      }
    },
    install: async () => {
      if (fetched === null) throw new Error('install before download');
      await runInstaller(fetched);
    },
  };
}

function configure(updater: AppUpdater, url: string, log: Log): void {
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
}

/** electron-updater reads latest.yml itself: it must be the one that was signed. */
function refuseForeign(info: UpdateInfo, manifest: UpdateManifest): void {
  const isSame =
    info.version === manifest.version && info.files.every(({ sha512 }) => manifest.hashes.includes(sha512));
  if (!isSame) {
    throw new AgentError(
      'UPDATE_NOT_SIGNED',
      "La mise à jour proposée n'est pas celle qui a été signée : elle n'est pas installée. Prévenez le technicien.",
    );
  }
}

/** The release notes, if every word of them stands in the signed manifest: others are somebody else's. */
function signedNotes({ releaseNotes }: UpdateInfo, { text }: UpdateManifest): string | null {
  if (typeof releaseNotes !== 'string' || releaseNotes.trim() === '') return null;
  const words = (source: string) => source.replace(/\s+/g, ' ').trim();
  return words(text).includes(words(releaseNotes)) ? releaseNotes.trim() : null;
}
