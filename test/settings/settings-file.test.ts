import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeSettings } from '../../src/main/settings/change-settings.ts';
import { settingsSchema } from '../../src/main/settings/settings.ts';
import { loadSettings, saveSettings } from '../../src/main/settings/settings-file.ts';
import { refusalOf } from '../base/refusal.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';

const defaults = settingsSchema.parse({});
const free = { fixed: [], effective: defaults };

describe('the settings file', () => {
  it('holds only what differs from the defaults, and is read back the same', () => {
    const dataDir = makeDataDir();
    const settings = changeSettings(defaults, { port: 8081, shop: { name: 'Chez Inès', thanks: [] } }, free);
    saveSettings(dataDir, settings);
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
    saveSettings(dataDir, changeSettings(settings, { port: 8080, printer: { columns: 42 } }, free));
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
    saveSettings(dataDir, { ...defaults, port: 8081 });
    expect(loadSettings(dataDir)).toMatchObject({ settings: { port: 8081 }, setAside: null });
    expect(existsSync(`${file}.bak.2`)).toBe(true);
  });

  it('says in French that it could not be written', () => {
    const dataDir = makeDataDir();
    // A directory of that name cannot be written, by root either.
    mkdirSync(join(dataDir, 'settings.json.new'));
    const refusal = refusalOf(() => saveSettings(dataDir, defaults));
    expect(refusal).toMatchObject({
      code: 'SETTINGS_NOT_SAVED',
      message: expect.stringMatching(/enregistrés \(EISDIR\) : vérifiez les droits/),
    });
  });
});

describe('the last good settings', () => {
  const good = { port: 8081, futur: 1, printer: { address: 'tcp://192.168.1.50' } };
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

  /** A till that has run once with its settings, and what became of the file. */
  function tillWith(damage: Buffer | string) {
    const dataDir = makeDataDir();
    const file = join(dataDir, 'settings.json');
    writeFileSync(file, JSON.stringify(good));
    loadSettings(dataDir);
    rmSync(file);
    // Two words for what is no content.
    if (damage === 'folder') mkdirSync(file);
    else if (damage !== 'nothing') writeFileSync(file, damage);
    return { dataDir, file, copy: join(dataDir, 'settings.last-good.json') };
  }

  it.each<[string, Buffer | string, string]>([
    ['is lost', 'nothing', 'a disparu'],
    ['is empty', '', "n'était pas lisible"],
    ['is full of zeros, as after a power cut', Buffer.alloc(200), "n'était pas lisible"],
    ['is cut', '{"port": 80', "n'était pas lisible"],
    ['is cut in the middle of UTF-16', utf16('{"port": 80'), "n'était pas lisible"],
    ['is null', 'null', "n'était pas lisible"],
    ['is a list', '[]', "n'était pas lisible"],
    ['is another program’s', 'host=1', "n'était pas lisible"],
    ['is a folder', 'folder', "n'était pas lisible"],
    ['has a value of the wrong type', '{"port": "x"}', '« port »'],
    ['has a value out of range', '{"shop": {"name": 5}}', '« shop.name »'],
    ['names a model that is not there', '{"printer": {"profile": "laser-9000"}}', '« printer.profile »'],
    ['has a printer that is none', '{"printer": {"address": "laser"}}', 'laser'],
  ])('are used when the file %s; it is put aside and written anew', (_name, damage, reason) => {
    const { dataDir, file } = tillWith(damage);
    const { settings, setAside, restored } = loadSettings(dataDir);
    expect(settings).toMatchObject({ port: 8081, printer: { address: 'tcp://192.168.1.50' } });
    expect(restored?.reason).toContain(reason);
    expect(restored?.savedAt.getTime()).toBeCloseTo(Date.now(), -5);
    expect(setAside).toBe(damage === 'nothing' ? null : `${file}.bak`);
    if (Buffer.isBuffer(damage)) expect(readFileSync(`${file}.bak`)).toEqual(damage);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(good);
    expect(loadSettings(dataDir)).toMatchObject({ settings: { port: 8081 }, setAside: null, restored: null });
  });

  it('in UTF-16, as Notepad saves it, the file is good and read', () => {
    const { dataDir, copy } = tillWith(utf16('{"port": 8082}'));
    expect(loadSettings(dataDir)).toMatchObject({ settings: { port: 8082 }, restored: null });
    expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual({ port: 8082 });
  });

  it('follow each save, for their owner alone', () => {
    const { dataDir, copy } = tillWith(JSON.stringify(good));
    const { settings } = loadSettings(dataDir);
    saveSettings(dataDir, { ...settings, port: 8083 });
    expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual({ ...good, port: 8083 });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  it('keep what this version does not know when the file is damaged while it runs', () => {
    const { dataDir, file } = tillWith(JSON.stringify(good));
    const { settings } = loadSettings(dataDir);
    writeFileSync(file, '');
    saveSettings(dataDir, { ...settings, port: 8083 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...good, port: 8083 });
  });

  it.each([
    ['damaged, too', '{'],
    ['wrong, too', '{"port": "x"}'],
    ['with a printer that is none', '{"printer": {"address": "laser"}}'],
  ])('%s, are not used', (_name, text) => {
    const { dataDir, file, copy } = tillWith('{');
    writeFileSync(copy, text);
    expect(loadSettings(dataDir)).toMatchObject({ settings: defaults, setAside: `${file}.bak`, restored: null });
  });

  it('are not replaced by settings with which no agent starts', () => {
    const { dataDir, copy } = tillWith('nothing');
    rmSync(copy);
    writeFileSync(join(dataDir, 'settings.json'), '{"printer": {"address": "laser"}}');
    // A flag may overrule it.
    expect(loadSettings(dataDir)).toMatchObject({ settings: { printer: { address: 'laser' } }, restored: null });
    expect(existsSync(copy)).toBe(false);
  });

  it('are not needed where nothing was ever set', () => {
    const dataDir = makeDataDir();
    expect(loadSettings(dataDir)).toMatchObject({ settings: defaults, restored: null });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('that cannot be written stop nobody', () => {
    const { dataDir, copy } = tillWith(JSON.stringify(good));
    rmSync(copy);
    mkdirSync(copy);
    const { settings } = loadSettings(dataDir);
    saveSettings(dataDir, { ...settings, port: 8083 });
    expect(loadSettings(dataDir)).toMatchObject({ settings: { port: 8083 }, restored: null });
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
