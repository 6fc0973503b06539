import { readdirSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { problemOf, systemErrorCode } from '../base/errors.ts';
import { describeFileTrouble } from '../base/file-trouble.ts';
import { isHostName } from '../base/network.ts';
import { readIfThere } from '../base/private-file.ts';
import { isRecord } from '../documents/fields.ts';
import { checkPrinter } from './change-settings.ts';
import { parseSettings, type Settings, settingsSchema, type SettingsTree as Tree } from './settings.ts';

export type Reading =
  | { kind: 'good'; stored: Tree; settings: Settings }
  | { kind: 'missing' }
  /** A wrong value, with its name. */
  | { kind: 'wrong'; stored: Tree; wrong: string }
  /** No JSON object: cut, emptied, filled with zeros, a folder. */
  | { kind: 'damaged' }
  | { kind: 'unreadable'; error: unknown };

/** What a settings file holds, in whatever encoding an editor has left it. */
export function readSettings(file: string): Reading {
  let stored: unknown;
  try {
    const text = readIfThere(file);
    if (text === null) return { kind: 'missing' };
    stored = JSON.parse(text);
  } catch (error) {
    const isDamaged = error instanceof SyntaxError || systemErrorCode(error) === 'EISDIR';
    return isDamaged ? { kind: 'damaged' } : { kind: 'unreadable', error };
  }
  if (!isRecord(stored)) return { kind: 'damaged' };
  const parsed = parseSettings(stored);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const wrong = `« ${issue?.path.join('.') ?? '?'} » (${issue?.message ?? '?'})`;
    return { kind: 'wrong', stored, wrong };
  }
  const settings = parsed.data;
  const wrong = findWrongValue(settings);
  return wrong === null ? { kind: 'good', stored, settings } : { kind: 'wrong', stored, wrong };
}

/** What no schema can check: with these the agent would not start. */
function findWrongValue({ host, printer }: Settings): string | null {
  // As the option --host: with a zone, too.
  if (!isHostName(host) && !isIPv6(host)) return '« host » (ni une adresse IP ni un nom de machine)';
  try {
    checkPrinter(printer);
    return null;
  } catch (error) {
    return problemOf(error).message;
  }
}

/**
 * What can be read of a file that has a wrong value, section by section: address and port, so that the ERP still reaches the
 * till, and the rest for the window's forms. Nothing may be printed with it.
 */
export function readableParts(stored: Tree): Settings {
  const isGood = ([key, value]: [string, unknown]) => {
    const parsed = parseSettings({ [key]: value });
    return parsed.success && findWrongValue(parsed.data) === null;
  };
  return settingsSchema.parse(Object.fromEntries(Object.entries(stored).filter(isGood)));
}

/**
 * What every agent since this version leaves in its data directory, behind its first settings: where one of these lies,
 * settings that are missing were lost. Not a journal or a token: versions before wrote no settings until somebody saved some,
 * and whoever prepares a till may lay a token there.
 */
const traces = /^(?:printers\.json|settings\.(?:json\.bak(?:\.\d+)?|last-good\.json))$/;

/** Whether an agent has worked in this data directory before. */
export function hasEarlierLife(dataDir: string): boolean {
  try {
    return readdirSync(dataDir).some((name) => traces.test(name));
  } catch {
    return false;
  }
}

/** Why a file does not serve: a French predicate. */
export function reasonOf(reading: Exclude<Reading, { kind: 'good' }>): string {
  switch (reading.kind) {
    case 'missing':
      return 'a disparu';
    case 'damaged':
      return "n'était pas lisible";
    case 'wrong':
      return `contenait une valeur incorrecte : ${reading.wrong.replace(/\.$/, '')}`;
    case 'unreadable':
      return `ne peut pas être lu (${describeFileTrouble(reading.error).cause})`;
  }
}

/**
 * The keys of a settings file that no setting has, as paths (`printer.colums`): nearly always a spelling mistake, which
 * nobody would notice otherwise.
 *
 * @param stored as the file has it
 * @param known the same after the schema, which drops what it does not know
 */
export function findUnknownKeys(stored: unknown, known: unknown, path: readonly string[] = []): string[] {
  if (!isRecord(stored) || !isRecord(known)) {
    return [];
  }
  return Object.entries(stored).flatMap(([key, value]) =>
    Object.hasOwn(known, key) ? findUnknownKeys(value, known[key], [...path, key]) : [[...path, key].join('.')],
  );
}
