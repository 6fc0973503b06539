import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import electronUpdater, { type AppUpdater, type UpdateInfo } from 'electron-updater';
import type { UpdateSettings } from '../../../shared/update.ts';
import { AgentError, systemErrorCode } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { readSignedManifest, type UpdateManifest } from '../../updates/read-manifest.ts';
import type { UpdateSource } from '../../updates/updater.ts';
import { updateFeed } from './update-provider.ts';

/**
 * Starts a file as an administrator, if its SHA-512 (base64) is still this one then; see `run-as-administrator.ts`.
 * electron-updater's own way ends the application before anybody has consented.
 */
export type RunInstaller = (file: string, sha512: string) => Promise<void>;

/**
 * electron-updater behind the agent's own port, or null where settings do not ask for updates. What it finds is compared
 * with the manifest that the settings' key has signed. It is not trusted with more: a server may answer it otherwise than
 * us, and what it fetches lies in a folder of the user's. So the file itself is hashed, once it is there and again just
 * before it is run, and must be one that was signed.
 */
export function createUpdateSource(
  { enabled, url, publicKey }: UpdateSettings,
  log: Log,
  runInstaller: RunInstaller,
  updater: AppUpdater = electronUpdater.autoUpdater,
): UpdateSource | null {
  if (!enabled || url === null || publicKey === null) return null;
  configure(updater, url, log);
  /** What was offered last, and nothing else, may be fetched and run. */
  let offered: UpdateManifest | null = null;
  let fetched: string | null = null;
  return {
    check: async () => {
      offered = null;
      fetched = null;
      const manifest = await readSignedManifest({ url, publicKey });
      const found = await updater.checkForUpdates().catch((error: unknown) => {
        throw new AgentError('UPDATE_UNREACHABLE', 'Le serveur de mises à jour ne répond pas comme il faut.', {
          cause: error,
        });
      });
      if (found === null || !found.isUpdateAvailable) return null;
      refuseForeign(found.updateInfo, manifest);
      offered = manifest;
      return { version: found.updateInfo.version, notes: signedNotes(found.updateInfo, manifest) };
    },
    download: async (onProgress) => {
      const listen = ({ percent }: { percent: number }) => onProgress(percent);
      updater.on('download-progress', listen);
      fetched = null;
      try {
        if (offered === null) throw new Error('download before check');
        const [file] = await updater.downloadUpdate();
        if (file === undefined) throw new Error('nothing was downloaded');
        await hashSigned(file, offered);
        fetched = file;
      } catch (error) {
        throw error instanceof AgentError ? error : explainDownload(error);
      } finally {
        updater.off('download-progress', listen);
      }
    },
    install: async () => {
      const file = fetched;
      if (file === null || offered === null) throw new Error('install before download');
      // Whatever comes of it: what is to be run next time is fetched and checked anew.
      fetched = null;
      await runInstaller(file, await hashSigned(file, offered));
    },
  };
}

/** electron-updater compares with the hash that was offered, which is a signed one by then. */
function explainDownload(error: unknown): AgentError {
  return systemErrorCode(error) === 'ERR_CHECKSUM_MISMATCH' ? notSigned(error) : downloadFailed(error);
}

function downloadFailed(cause: unknown): AgentError {
  return new AgentError(
    'UPDATE_DOWNLOAD_FAILED',
    "Le téléchargement de la mise à jour a échoué : l'agent continue avec sa version. Réessayez plus tard.",
    { cause },
  );
}

/**
 * The SHA-512 of a file that was fetched, if it is one that was signed.
 *
 * @throws AgentError `UPDATE_NOT_SIGNED`; `UPDATE_DOWNLOAD_FAILED` when the file is not there any more, or cannot be read
 */
async function hashSigned(file: string, { hashes }: UpdateManifest): Promise<string> {
  const hash = await hashFile(file).catch((error: unknown) => {
    throw downloadFailed(error);
  });
  if (!hashes.includes(hash)) throw notSigned();
  return hash;
}

function configure(updater: AppUpdater, url: string, log: Log): void {
  updater.setFeedURL(updateFeed(url));
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  // Partial downloads ask the server for hundreds of ranges, which a small web server does not always answer.
  updater.disableDifferentialDownload = true;
  // A web installer fetches its program itself, and nobody hashes that.
  updater.disableWebInstaller = true;
  updater.logger = {
    info: (message) => log.debug({ message }, 'updater'),
    warn: (message) => log.warn({ message }, 'updater'),
    error: (message) => log.warn({ message }, 'updater'),
  };
}

/**
 * electron-updater reads latest.yml itself: it must be the one that was signed. Without `files` it would take the older
 * `path` and `sha512` of the same answer; nothing that we sign is written like that.
 */
function refuseForeign(info: UpdateInfo, manifest: UpdateManifest): void {
  const files: unknown = info.files;
  const { packages = {} } = info as { packages?: unknown };
  const isSame =
    info.version === manifest.version &&
    Array.isArray(files) &&
    files.length > 0 &&
    [...files, ...Object.values(packages ?? {})].every((file) => manifest.hashes.includes(file?.sha512));
  if (!isSame) throw notSigned();
}

function notSigned(cause?: unknown): AgentError {
  return new AgentError(
    'UPDATE_NOT_SIGNED',
    "La mise à jour proposée n'est pas celle qui a été signée : elle n'est pas installée. Prévenez le technicien.",
    { cause },
  );
}

/** The release notes, if every word of them stands in the signed manifest: others are somebody else's. */
function signedNotes({ releaseNotes }: UpdateInfo, { text }: UpdateManifest): string | null {
  if (typeof releaseNotes !== 'string' || releaseNotes.trim() === '') return null;
  const words = (source: string) => source.replace(/\s+/g, ' ').trim();
  return words(text).includes(words(releaseNotes)) ? releaseNotes.trim() : null;
}

/** The SHA-512 of a file as it is now, in base64. Rejects with the system's error when it cannot be read. */
async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64');
}
