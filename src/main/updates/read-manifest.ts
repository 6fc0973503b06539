import { createPublicKey, verify } from 'node:crypto';
import { AgentError } from '../base/errors.ts';

/** latest.yml as the server's owner has signed it. */
export interface UpdateManifest {
  version: string;
  /** SHA-512 in base64, of each file that may be installed. */
  hashes: string[];
  /** All of it, as it was signed. */
  text: string;
}

export interface ManifestOptions {
  /** The folder with latest.yml and latest.yml.sig. */
  url: string;
  /** Ed25519: base64 of the SPKI form. */
  publicKey: string;
  /** For each of the two, from the first byte to the last. */
  timeoutMs?: number;
}

/**
 * Fetches latest.yml and checks it against its signature (latest.yml.sig, base64): the server alone, or whoever stands between,
 * cannot make a till install anything.
 *
 * @throws AgentError `UPDATE_UNREACHABLE`, `UPDATE_NOT_SIGNED`, `UPDATE_INVALID`, `INVALID_SETTING`
 */
export async function readSignedManifest({ url, publicKey, timeoutMs }: ManifestOptions): Promise<UpdateManifest> {
  const base = url.endsWith('/') ? url : `${url}/`;
  const [manifest, signature] = await Promise.all([
    fetchPart(new URL('latest.yml', base), timeoutMs),
    fetchPart(new URL('latest.yml.sig', base), timeoutMs),
  ]);
  if (manifest === null) {
    throw new AgentError(
      'UPDATE_INVALID',
      "Le serveur de mises à jour n'a pas de fichier latest.yml : vérifiez updates.url.",
    );
  }
  if (signature === null || !isSigned(manifest, signature.toString('latin1'), publicKey)) {
    throw new AgentError(
      'UPDATE_NOT_SIGNED',
      "La mise à jour proposée n'est pas signée par la clé des réglages : elle n'est pas installée. Prévenez le technicien.",
    );
  }
  const text = manifest.toString('utf8');
  const version = /^version: *['"]?([^'"\s]+)/m.exec(text)?.[1];
  const hashes = [...text.matchAll(/^ *(?:- )?sha512: *(['"]?)([A-Za-z0-9+/]{86}==)\1 *\r?$/gm)].map(
    ([, , hash]) => hash ?? '',
  );
  if (version === undefined || hashes.length === 0) {
    throw new AgentError('UPDATE_INVALID', 'Le fichier latest.yml du serveur de mises à jour est incomplet.');
  }
  return { version, hashes: [...new Set(hashes)], text };
}

function isSigned(manifest: Buffer, signature: string, publicKey: string): boolean {
  const key = readKey(publicKey);
  return verify(null, manifest, key, Buffer.from(signature.trim(), 'base64'));
}

function readKey(publicKey: string) {
  try {
    return createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  } catch (error) {
    throw new AgentError('INVALID_SETTING', 'Réglage incorrect « updates.publicKey » : clé Ed25519 illisible.', {
      cause: error,
    });
  }
}

/** Null: the server has no such file. */
async function fetchPart(url: URL, timeoutMs: number | undefined): Promise<Buffer | null> {
  try {
    return await fetchSmall(url, timeoutMs === undefined ? {} : { timeoutMs });
  } catch (error) {
    throw new AgentError(
      'UPDATE_UNREACHABLE',
      'Le serveur de mises à jour ne répond pas : vérifiez la connexion à Internet. L’agent continue avec sa version.',
      { cause: error },
    );
  }
}

/** Far more than a manifest or its signature needs. */
const longestBytes = 100_000;
const defaultTimeoutMs = 20_000;

export interface FetchSmallOptions {
  headers?: Record<string, string>;
  /** For all of it, the last byte included: a server that sends a byte now and then must not hold the check for ever. */
  timeoutMs?: number;
}

/**
 * Fetches a small file whole. What it says of its own length is not believed: the answer is read piece by piece, and given
 * up at the first byte beyond 100 KB, so that an answer without an end costs no memory.
 *
 * @returns null: the server has no such file (404)
 * @throws Error when the server cannot be reached, answers another status, or sends too much or too slowly
 */
export async function fetchSmall(url: URL, options: FetchSmallOptions = {}): Promise<Buffer | null> {
  const { headers = {}, timeoutMs = defaultTimeoutMs } = options;
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs), cache: 'no-store' });
  if (!answer.ok) {
    await answer.body?.cancel();
    if (answer.status === 404) return null;
    throw new Error(`HTTP ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body, and with it the connection.
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > longestBytes) throw new Error(`${url.pathname}: more than ${longestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
