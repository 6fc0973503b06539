import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ScriptFailure } from '../script-failure.ts';

export interface ReleaseKey {
  /** Base64, PKCS #8: the secret of the release workflow. */
  privateKey: string;
  /** Base64, SPKI: `updates.publicKey` of the tills' settings. */
  publicKey: string;
}

export function createReleaseKey(): ReleaseKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
  };
}

/**
 * Writes latest.yml.sig beside latest.yml. Gives the public key, to be compared with the tills'.
 *
 * @throws ScriptFailure for a key that is none
 */
export async function signManifest(directory: string, privateKey: string): Promise<string> {
  const key = readPrivateKey(privateKey);
  const signature = sign(null, await readFile(join(directory, 'latest.yml')), key).toString('base64');
  await writeFile(join(directory, 'latest.yml.sig'), `${signature}\n`);
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}

function readPrivateKey(text: string): KeyObject {
  try {
    const key = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below. OpenSSL's own words are about its decoder.
  }
  throw new ScriptFailure('RELEASE_SIGNING_KEY is no key that `npm run release -- --new-key` has made.');
}

/** Writes SHA256SUMS of the files that are released, as `sha256sum --check` reads it. Gives their names. */
export async function writeChecksums(directory: string): Promise<string[]> {
  const released = /\.(exe|blockmap|yml|sig|AppImage|deb|json)$/;
  const names = (await readdir(directory)).filter((name) => released.test(name) && !name.startsWith('builder-')).sort();
  if (names.length === 0) throw new ScriptFailure(`There is nothing to release in ${directory}.`);
  const lines: string[] = [];
  for (const name of names) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(directory, name)), hash);
    lines.push(`${hash.digest('hex')}  ${name}\n`);
  }
  await writeFile(join(directory, 'SHA256SUMS'), lines.join(''));
  return names;
}
