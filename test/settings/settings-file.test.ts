import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeSettings } from '../../src/main/settings/change-settings.ts';
import { type Settings, settingsSchema } from '../../src/main/settings/settings.ts';
import { loadSettings, putSettingsInOrder, saveSettings } from '../../src/main/settings/settings-file.ts';
import { refusalOf } from '../base/refusal.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';

const defaults = settingsSchema.parse({});
/** What an agent does that starts with these settings. */
function startWith(dataDir: string) {
  const loaded = loadSettings(dataDir);
  return { ...loaded, setAside: putSettingsInOrder(dataDir) };
}
/** What a running one does with new ones. */
function saveRunning(dataDir: string, settings: Settings): void {
  saveSettings(dataDir, settings);
  putSettingsInOrder(dataDir);
}
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
  ])('damaged, %s, stops printing and is left for who can mend it; a save puts it aside', (_name, content) => {
    const dataDir = makeDataDir();
    const file = join(dataDir, 'settings.json');
    const lay = () => (content === null ? mkdirSync(file) : writeFileSync(file, content));
    lay();
    expect(startWith(dataDir)).toMatchObject({
      settings: defaults,
      setAside: null,
      trouble: { reason: "n'était pas lisible", savedAt: null, stops: true },
    });
    // Another start knows it still.
    expect(startWith(dataDir).trouble).toMatchObject({ reason: "n'était pas lisible", stops: true });
    saveSettings(dataDir, { ...defaults, port: 8081 });
    expect(startWith(dataDir)).toMatchObject({ settings: { port: 8081 }, setAside: null, trouble: null });
    expect(existsSync(`${file}.bak`)).toBe(true);
  });

  it('says in French that it could not be written', () => {
    const dataDir = makeDataDir();
    // A directory of that name cannot be written, by root either.
    mkdirSync(join(dataDir, 'settings.json.new'));
    const refusal = refusalOf(() => saveSettings(dataDir, defaults));
    expect(refusal).toMatchObject({
      code: 'SETTINGS_NOT_SAVED',
      message: expect.stringMatching(
        /settings\.json \(un dossier est à la place du fichier, EISDIR\) : déplacez ce dossier/,
      ),
    });
  });
});

describe('the last good settings', () => {
  const isWindows = process.platform === 'win32';
  const isRoot = process.getuid?.() === 0;
  const good = { port: 8081, futur: 1, printer: { address: 'tcp://192.168.1.50' } };
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
  const folder = Symbol('a folder');
  const nothing = Symbol('nothing');
  type Content = Buffer | string | typeof folder | typeof nothing;

  function lay(file: string, content: Content): void {
    rmSync(file, { force: true, recursive: true });
    if (content === folder) mkdirSync(file);
    else if (content !== nothing) writeFileSync(file, content as Buffer | string);
  }
  /** A till that has run once with its settings, and what became of the file. */
  function tillWith(content: Content) {
    const dataDir = makeDataDir();
    const file = join(dataDir, 'settings.json');
    writeFileSync(file, JSON.stringify(good));
    startWith(dataDir);
    lay(file, content);
    return { dataDir, file, copy: join(dataDir, 'settings.last-good.json') };
  }
  const everything = (dataDir: string) =>
    readdirSync(dataDir).map((name) => {
      const { mtimeMs, ino } = statSync(join(dataDir, name));
      return { name, mtimeMs, ino };
    });

  const damages: [string, Content, string][] = [
    ['is lost', nothing, 'a disparu'],
    ['is empty', '', "n'était pas lisible"],
    ['is full of zeros, as after a power cut', Buffer.alloc(200), "n'était pas lisible"],
    ['is cut', '{"port": 80', "n'était pas lisible"],
    ['is cut in the middle of UTF-16', utf16('{"port": 80'), "n'était pas lisible"],
    ['is null', 'null', "n'était pas lisible"],
    ['is a list', '[]', "n'était pas lisible"],
    ['is another program’s', 'host=1', "n'était pas lisible"],
    ['is a folder', folder, "n'était pas lisible"],
    ['has a value of the wrong type', '{"port": "x"}', '« port » (Entrée invalide : '],
    ['has a value out of range', '{"shop": {"name": 5}}', '« shop.name »'],
    ['names a model that is not there', '{"printer": {"profile": "laser-9000"}}', '« printer.profile »'],
    ['has a printer that is none', '{"printer": {"address": "laser"}}', 'laser'],
  ];

  it.each(damages)('are used when the file %s; it is put aside and written anew', (_name, content, reason) => {
    const { dataDir, file } = tillWith(content);
    const { settings, setAside, trouble } = startWith(dataDir);
    expect(settings).toMatchObject({ port: 8081, printer: { address: 'tcp://192.168.1.50' } });
    expect(trouble?.reason).toContain(reason);
    expect(trouble?.savedAt?.getTime()).toBeCloseTo(Date.now(), -5);
    expect(setAside).toBe(content === nothing ? null : `${file}.bak`);
    if (Buffer.isBuffer(content)) expect(readFileSync(`${file}.bak`)).toEqual(content);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(good);
    expect(startWith(dataDir)).toMatchObject({ settings: { port: 8081 }, setAside: null, trouble: null });
  });

  it.each(damages)('are only read by who starts no agent: the file %s, and stays so', (_name, content, reason) => {
    const { dataDir } = tillWith(content);
    const before = everything(dataDir);
    expect(loadSettings(dataDir).trouble?.reason).toContain(reason);
    expect(everything(dataDir)).toEqual(before);
    expect(loadSettings(dataDir).trouble?.reason).toContain(reason);
  });

  it('in UTF-16, as Notepad saves it, the file is good and read', () => {
    const { dataDir, copy } = tillWith(utf16('{"port": 8082}'));
    expect(startWith(dataDir)).toMatchObject({ settings: { port: 8082 }, trouble: null });
    expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual({ port: 8082 });
  });

  it('follow each save of a running agent, for their owner alone', () => {
    const { dataDir, copy } = tillWith(JSON.stringify(good));
    const { settings } = loadSettings(dataDir);
    saveRunning(dataDir, { ...settings, port: 8083 });
    expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual({ ...good, port: 8083 });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
  });

  it('keep what this version does not know when the file is damaged while it runs', () => {
    const { dataDir, file } = tillWith(JSON.stringify(good));
    const { settings } = loadSettings(dataDir);
    writeFileSync(file, '');
    saveRunning(dataDir, { ...settings, port: 8083 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...good, port: 8083 });
  });

  it('a damaged file is as it was when what is saved in its place cannot be written', () => {
    const { dataDir, file } = tillWith('{');
    mkdirSync(`${file}.new`);
    expect(refusalOf(() => saveSettings(dataDir, defaults)).code).toBe('SETTINGS_NOT_SAVED');
    expect(readFileSync(file, 'utf8')).toBe('{');
  });

  it.each<[string, Content]>([
    ['damaged, too', '{'],
    ['wrong, too', '{"port": "x"}'],
    ['with a printer that is none', '{"printer": {"address": "laser"}}'],
    ['a folder', folder],
  ])('%s, are not used: printing stops, and it is said, for a lost file, too', (_name, content) => {
    const { dataDir, file, copy } = tillWith('{');
    lay(copy, content);
    expect(loadSettings(dataDir)).toMatchObject({ settings: defaults, trouble: { savedAt: null, stops: true } });
    rmSync(file);
    expect(startWith(dataDir)).toMatchObject({ settings: defaults, trouble: { reason: 'a disparu', savedAt: null } });
    // Until somebody has set what is wanted.
    expect(startWith(dataDir).trouble).not.toBeNull();
    saveRunning(dataDir, { ...defaults, port: 8084 });
    expect(startWith(dataDir)).toMatchObject({ settings: { port: 8084 }, trouble: null });
  });

  it('are not replaced by a printer with which no agent starts', () => {
    const { dataDir, file, copy } = tillWith(JSON.stringify(good));
    const before = readFileSync(copy, 'utf8');
    writeFileSync(file, '{"printer": {"address": "laser"}}');
    startWith(dataDir);
    expect(readFileSync(copy, 'utf8')).toBe(before);
    // Without a copy a flag may overrule it.
    rmSync(copy);
    writeFileSync(file, '{"printer": {"address": "laser"}}');
    expect(startWith(dataDir)).toMatchObject({
      settings: { printer: { address: 'virtual' } },
      trouble: { stops: true },
    });
    expect(existsSync(copy)).toBe(false);
  });

  it('are missing, and a value is wrong: what can be read is kept for the forms and the network, and printing stops', () => {
    const dataDir = makeDataDir();
    const file = join(dataDir, 'settings.json');
    const wrong = {
      host: '0.0.0.0',
      port: 8090,
      printer: { address: 'tcp://10.0.0.9', columns: 33 },
      shop: { name: 'A' },
    };
    writeFileSync(file, JSON.stringify(wrong));
    const { settings, trouble } = startWith(dataDir);
    expect(trouble).toMatchObject({ reason: expect.stringContaining('« printer.columns »'), stops: true });
    expect(settings).toMatchObject({ host: '0.0.0.0', port: 8090, shop: { name: 'A' }, printer: defaults.printer });
  });

  it.each(['printers.json', 'settings.json.bak'])(
    'are missing, and %s shows that there was a till: printing stops',
    (trace) => {
      const dataDir = makeDataDir();
      writeFileSync(join(dataDir, trace), 'x');
      expect(startWith(dataDir)).toMatchObject({ settings: defaults, trouble: { reason: 'a disparu', stops: true } });
    },
  );

  it('are not needed where nothing was ever set', () => {
    const dataDir = makeDataDir();
    expect(startWith(dataDir)).toMatchObject({ settings: defaults, trouble: null });
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('that cannot be written stop nobody, and neither does a key as deep as no program reads', () => {
    const { dataDir, file, copy } = tillWith(JSON.stringify(good));
    lay(copy, folder);
    writeFileSync(file, `{"port": 8083, "deep": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    expect(startWith(dataDir)).toMatchObject({ settings: { port: 8083 }, trouble: null });
  });

  if (isWindows) console.warn('skipped: a pipe in the place of settings.json (Windows has none there)');
  it.skipIf(isWindows)('a pipe of that name holds nobody', () => {
    const { dataDir, file, copy } = tillWith(nothing);
    for (const path of [file, `${file}.new`, `${copy}.new`]) spawnSync('mkfifo', [path]);
    expect(startWith(dataDir)).toMatchObject({ settings: { port: 8081 }, setAside: `${file}.bak` });
    saveRunning(dataDir, { ...defaults, port: 8085 });
    expect(startWith(dataDir)).toMatchObject({ settings: { port: 8085 }, trouble: null });
  });

  if (!isRoot) console.warn('skipped: settings of another account (only root can make them)');
  it.skipIf(!isRoot)('a file of another account is left alone, and named where there is no copy', () => {
    const { dataDir, file, copy } = tillWith(JSON.stringify(good));
    const nobody = 65_534;
    const asNobody = <T>(act: () => T): T => {
      process.seteuid?.(nobody);
      try {
        return act();
      } finally {
        process.seteuid?.(0);
      }
    };
    chmodSync(file, 0o600);
    for (const path of [dataDir, copy]) chownSync(path, nobody, nobody);
    expect(asNobody(() => startWith(dataDir))).toMatchObject({
      settings: { port: 8081 },
      setAside: null,
      trouble: { reason: "ne peut pas être lu (ce compte n'en a pas le droit, EACCES)" },
    });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(good);
    rmSync(copy);
    expect(asNobody(() => loadSettings(dataDir))).toMatchObject({
      settings: defaults,
      trouble: { reason: expect.stringContaining('EACCES'), stops: true },
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
