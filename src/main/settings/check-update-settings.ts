import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { UpdateSettings } from '../../shared/update.ts';
import { AgentError } from '../base/errors.ts';

/**
 * What a person may set for updates: a server that nobody between can listen to, or one of the local network; a key that
 * can be read; and both before updates are switched on.
 *
 * @throws AgentError `INVALID_SETTING`
 */
export function checkUpdateSettings({ enabled, url, publicKey }: UpdateSettings): void {
  if (url !== null && !isSafeServer(new URL(url))) {
    refuse(
      'updates.url',
      'écrivez une adresse https://… ; http:// ne vaut que pour un serveur du réseau local (192.168.…, 10.…, un nom sans point ou en .local)',
    );
  }
  if (publicKey !== null && !isEd25519(publicKey)) {
    refuse(
      'updates.publicKey',
      'collez la clé publique Ed25519 en entier, en base64, telle que le fournisseur la donne',
    );
  }
  if (enabled && (url === null || publicKey === null)) {
    const missing = url === null ? 'updates.url' : 'updates.publicKey';
    refuse(missing, "donnez l'adresse du serveur et sa clé avant d'activer les mises à jour");
  }
}

function refuse(field: string, reason: string): never {
  throw new AgentError('INVALID_SETTING', `Réglage incorrect « ${field} » : ${reason}.`);
}

function isSafeServer({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLocal(hostname.replace(/^\[(.*)\]$/, '$1')));
}

/** RFC 1918, loopback and link-local addresses; unique local IPv6 ones; names that no public server has. */
function isLocal(host: string): boolean {
  switch (isIP(host)) {
    case 4:
      return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host);
    case 6:
      return /^(::1$|f[cd]|fe[89ab])/.test(host);
    default:
      return !host.includes('.') || /\.(local|lan|home\.arpa|internal)$/.test(host);
  }
}

function isEd25519(text: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
