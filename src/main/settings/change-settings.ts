import { createPublicKey } from 'node:crypto';
import { isIP } from 'node:net';
import type { UpdateSettings } from '../../shared/update.ts';
import { AgentError } from '../base/errors.ts';
import { isHost } from '../base/network.ts';
import { isRecord } from '../documents/fields.ts';
import { findProfile } from '../escpos/profiles.ts';
import { parsePrinterAddress } from '../printers/printer-address.ts';
import { parseSettings, type Settings, type SettingsTree as Tree } from './settings.ts';

/** What the window may change; the rest of the file is for technicians. */
const changeable = new Set([
  ...['host', 'port', 'language'],
  ...['address', 'enabled', 'profile', 'columns', 'askStatus', 'confirm'].map((key) => `printer.${key}`),
  ...['pin', 'onMs', 'offMs', 'sensor'].map((key) => `drawer.${key}`),
  ...['ticketTtlMinutes', 'drawerTtlSeconds'].map((key) => `queue.${key}`),
  'journal.days',
  ...['enabled', 'url', 'publicKey'].map((key) => `updates.${key}`),
  ...['name', 'tagline', 'addressLines', 'phone', 'thanks', 'currency', 'locale'].map((key) => `shop.${key}`),
]);

/**
 * Settings with a patch laid over them. Nothing is taken when one value is wrong. A fixed field may stand in the patch
 * with the value that it has (`effective`): the window sends back what it was shown.
 *
 * @throws AgentError `INVALID_SETTING` (names the field), `SETTING_FIXED`, `INVALID_PRINTER`
 */
export function changeSettings(
  stored: Settings,
  patch: unknown,
  { fixed, effective }: { fixed: readonly string[]; effective: Settings },
): Settings {
  const changes = flatten(patch);
  const merged = structuredClone(stored) as Tree;
  for (const [path, value] of changes) {
    if (!changeable.has(path)) {
      throw new AgentError('INVALID_SETTING', `Réglage inconnu : « ${path.slice(0, 100)} ».`);
    }
    if (!fixed.includes(path)) {
      write(merged, path, value);
    } else if (JSON.stringify(read(effective, path)) !== JSON.stringify(value)) {
      throw new AgentError(
        'SETTING_FIXED',
        `« ${path} » est décidé par une option ou une variable d'environnement : changez-le là où il est écrit.`,
      );
    }
  }
  const settings = checkSettings(merged);
  if (changes.some(([path]) => path.startsWith('updates.'))) {
    checkUpdateSettings(settings.updates);
  }
  return settings;
}

/** Validates settings as a whole, those that a schema cannot check included. Throws as `changeSettings` does. */
export function checkSettings(candidate: unknown): Settings {
  const parsed = parseSettings(candidate);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new AgentError(
      'INVALID_SETTING',
      `Réglage incorrect « ${issue?.path.join('.') ?? '?'} » : ${issue?.message ?? 'valeur refusée'}.`,
    );
  }
  const { host, printer } = parsed.data;
  if (!isHost(host)) {
    throw new AgentError(
      'INVALID_SETTING',
      'Réglage incorrect « host » : écrivez une adresse IP ou un nom de machine.',
    );
  }
  checkPrinter(printer);
  return parsed.data;
}

/**
 * What a schema cannot say of a printer: whether its model is known, and its address is one.
 *
 * @throws AgentError `INVALID_SETTING`, `INVALID_PRINTER`
 */
export function checkPrinter({ profile, address }: Pick<Settings['printer'], 'profile' | 'address'>): void {
  if (findProfile(profile) === undefined) {
    throw new AgentError('INVALID_SETTING', `Réglage incorrect « printer.profile » : ce profil n'existe pas.`);
  }
  parsePrinterAddress(address);
}

/** Two levels deep, as the settings are: `printer.columns`. */
function flatten(patch: unknown): [path: string, value: unknown][] {
  if (!isRecord(patch)) {
    throw new AgentError('INVALID_SETTING', 'Les réglages à changer doivent être un objet.');
  }
  return Object.entries(patch).flatMap(([key, value]): [string, unknown][] =>
    isRecord(value) ? Object.entries(value).map(([inner, part]) => [`${key}.${inner}`, part]) : [[key, value]],
  );
}

function write(target: Tree, path: string, value: unknown): void {
  const [first = '', second] = path.split('.');
  const part = target[first];
  if (second === undefined) {
    target[first] = value;
  } else if (isRecord(part)) {
    part[second] = value;
  }
}

function read(settings: Settings, path: string): unknown {
  return path.split('.').reduce<unknown>((part, key) => (isRecord(part) ? part[key] : undefined), settings);
}

/**
 * What a person may set for updates: a server that nobody between can listen to, or one of the local network; a key that
 * can be read; and both before updates are switched on.
 *
 * @throws AgentError `INVALID_SETTING`
 */
function checkUpdateSettings({ enabled, url, publicKey }: UpdateSettings): void {
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
