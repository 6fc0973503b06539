import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeSettings } from '../../src/main/settings/change-settings.ts';
import { settingsSchema } from '../../src/main/settings/settings.ts';
import { createSettingsFile, loadSettings } from '../../src/main/settings/settings-file.ts';
import { refusalOf } from '../base/refusal.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';

const defaults = settingsSchema.parse({});
const free = { fixed: [], effective: defaults };

describe('the settings file', () => {
  it('holds only what differs from the defaults, and is read back the same', () => {
    const dataDir = makeDataDir();
    const settings = changeSettings(defaults, { port: 8081, shop: { name: 'Chez Inès', thanks: [] } }, free);
    createSettingsFile(dataDir).save(settings);
    const file = join(dataDir, 'settings.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ port: 8081, shop: { name: 'Chez Inès', thanks: [] } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(loadSettings(dataDir).settings).toEqual(settings);
  });

  it('forgets a value that is the default again, and keeps keys that it does not know, at every depth', () => {
    const dataDir = makeDataDir();
    const file = join(dataDir, 'settings.json');
    const odd = {
      port: 8081,
      futur: { a: 1 },
      printer: { profile: 'epson-80', couleur: 'rouge' },
      shop: { timeZone: 'Asia/Tokyo' },
    };
    writeFileSync(file, JSON.stringify(odd));
    const { settings } = loadSettings(dataDir);
    createSettingsFile(dataDir).save(changeSettings(settings, { port: 8080, printer: { columns: 42 } }, free));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      futur: { a: 1 },
      printer: { profile: 'epson-80', columns: 42, couleur: 'rouge' },
      shop: { timeZone: 'Asia/Tokyo' },
    });
  });

  it.each([
    ['empty', ''],
    ['cut short', '{"port": 80'],
    ['a list', '[]'],
    ['nothing', 'null'],
    ['a folder', null],
  ])('damaged, %s, is put aside and begun anew, at a start and at a save while running', (_name, content) => {
    const dataDir = makeDataDir();
    const file = join(dataDir, 'settings.json');
    const lay = () => (content === null ? mkdirSync(file) : writeFileSync(file, content));
    lay();
    expect(loadSettings(dataDir)).toMatchObject({ settings: defaults, setAside: `${file}.bak` });
    lay();
    createSettingsFile(dataDir).save({ ...defaults, port: 8081 });
    expect(loadSettings(dataDir)).toMatchObject({ settings: { port: 8081 }, setAside: null });
    expect(existsSync(`${file}.bak.2`)).toBe(true);
  });

  it('says in French that it could not be written', () => {
    const dataDir = makeDataDir();
    // A directory of that name cannot be written, by root either.
    mkdirSync(join(dataDir, 'settings.json.new'));
    const refusal = refusalOf(() => createSettingsFile(dataDir).save(defaults));
    expect(refusal).toMatchObject({
      code: 'SETTINGS_NOT_SAVED',
      message: expect.stringMatching(/enregistrés \(EISDIR\) : vérifiez les droits/),
    });
  });
});

describe('changed settings', () => {
  it.each([
    ['a port too high', { port: 70_000 }, 'INVALID_SETTING', 'port'],
    ['a width that no printer has', { printer: { columns: 33 } }, 'INVALID_SETTING', 'printer.columns'],
    ['a profile that is not there', { printer: { profile: 'x' } }, 'INVALID_SETTING', 'printer.profile'],
    ['a printer that is none', { printer: { address: 'lpt1' } }, 'INVALID_PRINTER', 'lpt1'],
    ['a name that is no text', { shop: { name: 3 } }, 'INVALID_SETTING', 'shop.name'],
    ['a host with a space', { host: '127.0.0.1 ' }, 'INVALID_SETTING', 'host'],
    ['half an address', { host: '192.168.1' }, 'INVALID_SETTING', 'host'],
    ['a drawer pulse that burns', { drawer: { onMs: 5000 } }, 'INVALID_SETTING', 'drawer.onMs'],
    ["a setting that is not the window's", { logFile: 'x' }, 'INVALID_SETTING', 'logFile'],
    ['one hidden among good ones', { shop: { name: 'A', timeZone: 'x' } }, 'INVALID_SETTING', 'shop.timeZone'],
    ['a prototype', JSON.parse('{"__proto__": {"port": 1}}'), 'INVALID_SETTING', '__proto__'],
    ['nothing', null, 'INVALID_SETTING', 'objet'],
    ['a list', [], 'INVALID_SETTING', 'objet'],
  ])('are refused by name: %s', (_name, patch, code, word) => {
    expect(refusalOf(() => changeSettings(defaults, patch, free))).toMatchObject({
      code,
      message: expect.stringContaining(word),
    });
  });

  it('leave alone what a flag decides, but take it back as it was shown', () => {
    const fixed = { fixed: ['port'], effective: { ...defaults, port: 9000 } };
    expect(changeSettings(defaults, { port: 9000, language: 'ar' }, fixed)).toEqual({ ...defaults, language: 'ar' });
    expect(refusalOf(() => changeSettings(defaults, { port: 9001 }, fixed))).toMatchObject({ code: 'SETTING_FIXED' });
  });
});
