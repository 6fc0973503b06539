import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadSettings } from '../../src/main/settings/settings-file.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'unknown-keys-'));
afterAll(() => rmSync(dataDir, { recursive: true }));
const load = (settings: unknown) => {
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));
  return loadSettings(dataDir);
};

describe('keys that no setting has', () => {
  test.each<[unknown, string[]]>([
    [{}, []],
    [{ port: 8081, shop: { addressLines: ['12, rue X'], timeZone: 'Africa/Algiers' }, logoFile: null }, []],
    [
      { prot: 8081, printer: { colums: 48, profile: 'epson-80' }, shop: { nom: 'X' } },
      ['prot', 'printer.colums', 'shop.nom'],
    ],
    [{ imprimante: { profile: 'epson-80' } }, ['imprimante']],
    [{ __proto__x: 1, constructor: 2, toString: 3 }, ['__proto__x', 'constructor', 'toString']],
  ])('%j: %j, and the others hold', (settings, unknownKeys) => {
    expect(load(settings).unknownKeys).toEqual(unknownKeys);
  });

  test('do not keep the known ones from being used', () => {
    expect(load({ prot: 1, port: 8081 }).settings.port).toBe(8081);
  });
});
