import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Room {
  /** Rooms that it may import, each from a line above its own: so no two rooms know each other, not even in a ring. */
  rooms: string;
  /** npm packages, and what of Node is kept to one place (`node:sqlite`). */
  packages?: string;
  /** No `node:` module, not even through what it imports. */
  pure?: true;
}

/**
 * Who may import whom in src/, from the ground up; a file is in the room with the longest name that fits it. Every room of
 * src/main may use `shared` and `base`. A new arrow is a change of a line here, for all to see; what nobody needs any more
 * must go from here, too.
 */
const table: Readonly<Record<string, Room>> = {
  shared: { rooms: '', pure: true },
  'shared/bridge-calls.ts': { rooms: 'shared', packages: 'zod', pure: true },
  'shared/words': { rooms: 'shared', packages: 'i18next', pure: true },
  base: { rooms: '', packages: 'env-paths pino pino-pretty' },
  documents: { rooms: '', packages: 'big.js zod', pure: true },
  escpos: { rooms: 'documents', pure: true },
  'escpos/encode': { rooms: 'documents escpos', packages: 'escpos iconv-lite uqr', pure: true },
  'escpos/interpret': { rooms: 'documents', packages: 'iconv-lite', pure: true },
  drawing: { rooms: 'documents escpos/encode', packages: '@napi-rs/canvas' },
  'drawing/paper': { rooms: 'documents drawing escpos/encode escpos/interpret', packages: '@napi-rs/canvas uqr' },
  jobs: { rooms: 'documents' },
  'jobs/journal': { rooms: 'documents jobs', packages: 'node:sqlite' },
  'printers/transport': { rooms: '' },
  printers: { rooms: 'printers/transport' },
  'printers/dialogue': { rooms: 'escpos escpos/encode printers/transport' },
  'printers/tcp': { rooms: 'printers/transport' },
  'printers/device-file': { rooms: 'printers/transport' },
  'printers/usb': { rooms: 'printers/transport', packages: 'usb' },
  'printers/windows': { rooms: 'printers printers/device-file printers/transport printers/usb', packages: 'koffi' },
  'printers/virtual': { rooms: 'drawing/paper escpos escpos/interpret printers/transport' },
  'printers/driver': { rooms: 'printers printers/device-file printers/transport printers/usb printers/windows' },
  token: { rooms: '', packages: 'zod' },
  settings: { rooms: 'documents escpos printers token', packages: 'dotenv zod' },
  updates: { rooms: '' },
  service: { rooms: '' },
  station: {
    rooms:
      'documents drawing drawing/paper escpos escpos/encode jobs printers printers/device-file printers/dialogue printers/driver printers/tcp printers/transport settings',
    packages: 'zod',
  },
  'window-api': {
    rooms:
      'documents drawing drawing/paper escpos escpos/encode jobs printers settings shared/bridge-calls.ts shared/words station token updates',
    packages: 'csv-stringify fflate zod',
  },
  http: {
    rooms: 'documents jobs printers printers/dialogue station token window-api',
    packages: '@koa/router koa',
  },
  compose: {
    rooms:
      'documents drawing escpos http jobs jobs/journal printers/driver printers/virtual settings station token updates window-api',
    packages: 'uuid',
  },
  cli: {
    rooms:
      'compose documents drawing drawing/paper escpos escpos/encode jobs jobs/journal printers printers/driver printers/usb printers/windows service settings token window-api',
  },
  'desktop/tray': { rooms: 'shared/words', packages: 'electron' },
  'desktop/window': { rooms: 'shared/bridge-calls.ts shared/words window-api', packages: 'electron zod' },
  'desktop/system': { rooms: 'printers/driver updates window-api', packages: 'electron electron-updater pino' },
  desktop: {
    rooms: 'cli compose desktop/system desktop/tray desktop/window settings shared/words token window-api',
    packages: 'electron electron-store zod',
  },
  'main.ts': { rooms: 'cli desktop desktop/system desktop/window', packages: 'electron' },
  'agent.ts': { rooms: 'cli window-api' },
  'driver.ts': { rooms: 'printers/driver printers/windows' },
  preload: { rooms: 'shared shared/bridge-calls.ts', packages: 'electron', pure: true },
  renderer: { rooms: 'shared shared/bridge-calls.ts shared/words', packages: 'preact', pure: true },
};

/** Where each of these lives, whatever the table grows to: what is hard to replace stays easy to find. */
const homes: Readonly<Record<string, RegExp>> = {
  i18next: /^shared\/words$/,
  electron: /^(?:desktop(?:\/\w+)?|preload|main\.ts)$/,
  'electron-store': /^desktop$/,
  'electron-updater': /^desktop\/system$/,
  koa: /^http$/,
  '@koa/router': /^http$/,
  usb: /^printers\/usb$/,
  koffi: /^printers\/windows$/,
  escpos: /^escpos\/encode$/,
  'node:sqlite': /^jobs\/journal$/,
  '@napi-rs/canvas': /^drawing(?:\/paper)?$/,
};

/** Pure in a room that is not. */
const pureFiles = ['src/main/jobs/job.ts'];

const roomNames = Object.keys(table);
const outside = ['shared', 'preload', 'renderer'];
const isOutside = (room: string) => outside.some((name) => room === name || room.startsWith(`${name}/`));

/** @param file as `src/main/jobs/job.ts` */
function roomOf(file: string): string {
  const [, top = '', ...rest] = file.split('/');
  const path = top === 'main' ? rest.join('/') : [top, ...rest].join('/');
  const fits = roomNames.filter(
    (name) => isOutside(name) === (top !== 'main') && (path === name || path.startsWith(`${name}/`)),
  );
  return fits.sort((a, b) => b.length - a.length)[0] ?? `no room: ${file}`;
}

/** As the formatter writes them: a statement begins its line. Comments are taken away first: they may speak of imports. */
function specifiersOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /^(?:import|export)\b[^;'"`]*\bfrom\s*'([^']+)'/gm,
    /^import\s*'([^']+)'/gm,
    /\b(?:import|require(?:\.resolve)?)\(\s*['"`]([^'"`]+)['"`]/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].flatMap(([, specifier]) => specifier ?? []));
}

/** `@koa/router`, `escpos`, `node:fs`. */
const packageOf = (specifier: string) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[1] ?? specifier;

/** By file: what it imports of this repository, from its root, and which packages. */
type Graph = ReadonlyMap<string, { files: string[]; packages: string[] }>;

function graphOf(sources: ReadonlyMap<string, string>): Graph {
  const isFile = (specifier: string) => specifier.startsWith('.');
  return new Map(
    [...sources].map(([file, source]) => {
      const all = specifiersOf(source);
      const files = all.filter(isFile).map((specifier) => posix.join(posix.dirname(file), specifier));
      return [file, { files, packages: all.filter((specifier) => !isFile(specifier)).map(packageOf) }];
    }),
  );
}

const list = (text = '') => text.split(' ').filter((name) => name !== '');
const isCode = (file: string) => /\.tsx?$/.test(file);

/** Of files: the style sheets and fonts of the page, and the one file outside src/ that says what version this is. */
function isFileAllowed(from: string, target: string): boolean {
  const room = roomOf(from);
  if (target === 'package.json') return room === 'cli' || room === 'desktop';
  if (!isCode(target)) return room === 'renderer';
  const ground = isOutside(room) ? [] : ['shared', 'base'];
  return [room, ...ground, ...list(table[room]?.rooms)].includes(roomOf(target)) && target.startsWith('src/');
}

/** Every import that the table does not have. */
function forbiddenIn(graph: Graph): string[] {
  return [...graph].flatMap(([file, { files, packages }]) => {
    const room = table[roomOf(file)];
    if (room === undefined) return [roomOf(file)];
    const isAllowed = (name: string) =>
      name.startsWith('node:') && !(name in homes) ? room.pure !== true : list(room.packages).includes(name);
    return [
      ...files.filter((target) => !isFileAllowed(file, target)),
      ...packages.filter((name) => !isAllowed(name)),
    ].map((target) => `${file} -> ${target}`);
  });
}

/** What reaches a `node:` module though it should be pure, whatever lies between. */
function impureIn(graph: Graph): string[] {
  const reaches = (file: string, seen: Set<string>): boolean => {
    if (seen.has(file)) return false;
    seen.add(file);
    const { files = [], packages = [] } = graph.get(file) ?? {};
    return packages.some((name) => name.startsWith('node:')) || files.some((next) => reaches(next, seen));
  };
  const isPure = (file: string) => table[roomOf(file)]?.pure === true || pureFiles.includes(file);
  return [...graph.keys()].filter((file) => isPure(file) && reaches(file, new Set()));
}

/** A ring of files, first and last the same, or null. */
function findRing(graph: Graph): string[] | null {
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] | null => {
    const seen = path.indexOf(file);
    if (seen >= 0) return [...path.slice(seen), file];
    if (done.has(file)) return null;
    for (const next of graph.get(file)?.files ?? []) {
      const ring = walk(next, [...path, file]);
      if (ring !== null) return ring;
    }
    done.add(file);
    return null;
  };
  for (const file of graph.keys()) {
    const ring = walk(file, []);
    if (ring !== null) return ring;
  }
  return null;
}

function readSources(): Map<string, string> {
  const names = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const files = names.map((name) => `src/${name.replaceAll('\\', '/')}`).filter(isCode);
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

const sources = readSources();
const graph = graphOf(sources);

describe('imports', () => {
  it('are those of the table', () => {
    expect(graph.size).toBeGreaterThan(300);
    expect(forbiddenIn(graph)).toEqual([]);
  });

  it('lead no pure file to the machine', () => {
    expect(pureFiles.every((file) => graph.has(file))).toBe(true);
    expect(impureIn(graph)).toEqual([]);
  });

  it('make no ring of files', () => {
    expect(findRing(graph)).toBeNull();
  });

  it('are statements: what else loads a module stands where fonts are looked for, alone', () => {
    const loaders = /\b(?:createRequire|getBuiltinModule|dlopen)\b/;
    const found = [...sources].filter(([, source]) => loaders.test(source)).map(([file]) => file);
    expect(found).toEqual(['src/main/drawing/fonts.ts']);
  });
});

describe('the table', () => {
  it.each(Object.entries(table))('%s: looks down only, and has nothing that nobody needs', (name, room) => {
    expect(roomNames.slice(0, roomNames.indexOf(name))).toEqual(expect.arrayContaining(list(room.rooms)));
    const own = [...graph].filter(([file]) => roomOf(file) === name).map(([, imports]) => imports);
    expect(own.flatMap(({ files }) => files.map(roomOf))).toEqual(expect.arrayContaining(list(room.rooms)));
    expect(own.flatMap(({ packages }) => packages)).toEqual(expect.arrayContaining(list(room.packages)));
    for (const library of list(room.packages)) expect(name).toMatch(homes[library] ?? /./);
  });
});

describe('the picture in docs/architecture.md', () => {
  const map = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
  const picture = /```mermaid\n([\s\S]*?)```/.exec(map)?.[1] ?? '';
  /** All of `shared` is one room there, and who uses it or `base` is said in words. */
  const drawn = (name: string) => (name.startsWith('shared') ? 'shared' : name);

  it('has the arrows of the table but those that a longer way makes', () => {
    const below = new Map<string, Set<string>>();
    const arrows = Object.entries(table).flatMap(([name, room]) => {
      if (drawn(name) === 'shared') return [];
      const next = new Set(list(room.rooms).map(drawn));
      if (!isOutside(name)) next.delete('shared');
      const further = new Set([...next].flatMap((target) => [...(below.get(target) ?? [])]));
      below.set(name, new Set([...next, ...further]));
      return [...next].filter((target) => !further.has(target)).map((target) => `${name} --> ${target}`);
    });
    const lines = picture.split('\n').filter((line) => line.includes('-->'));
    const found = lines.flatMap((line) => {
      const stops = line.split('-->').map((stop) => stop.split('&').map((name) => name.trim()));
      return stops
        .slice(1)
        .flatMap((targets, index) => (stops[index] ?? []).flatMap((from) => targets.map((to) => `${from} --> ${to}`)));
    });
    expect(found.sort()).toEqual(arrows.sort());
  });
});

describe('src/main', () => {
  const files = [...sources].filter(([file]) => file.startsWith('src/main/'));
  const lines = files.map(([file, source]) => [file, source.split('\n').length - 1] as const);

  it('has its three entries at its root, and no folder of more than 22 files', () => {
    const folders = Map.groupBy(files, ([file]) => posix.dirname(file));
    const entries = folders.get('src/main')?.map(([file]) => posix.basename(file));
    expect(entries?.sort()).toEqual(['agent.ts', 'driver.ts', 'main.ts']);
    for (const [folder, { length }] of folders) expect(length, folder).toBeLessThanOrEqual(22);
  });

  it('has no file of more than 250 lines, and none of under 15', () => {
    expect(lines.filter(([, count]) => count > 250)).toEqual([]);
    expect(lines.filter(([, count]) => count < 15).map(([file]) => file)).toEqual([]);
  });
});

/** Each line breaks one rule: if one of them is let through, the rules above hold nothing. */
test.each([
  ['src/main/jobs/queue.ts', "import Koa from 'koa';"],
  ['src/main/compose/create-agent.ts', "import Router from '@koa/router';"],
  ['src/main/printers/dialogue/printer.ts', "import commands from 'escpos/commands.js';"],
  ['src/main/jobs/queue.ts', "import { DatabaseSync } from 'node:sqlite';"],
  ['src/main/escpos/encode/raster.ts', "import { loadImage } from '@napi-rs/canvas';"],
  ['src/main/printers/tcp/tcp-connector.ts', "export const load = () => import('usb');"],
  ['src/main/printers/tcp/tcp-connector.ts', 'export const load = () => import(`usb`, {});'],
  ['src/main/cli/self-test.ts', "import type { array } from 'koffi';"],
  [
    'src/main/cli/self-test.ts',
    "export const file = '../../../node_modules/koffi/x.js';\nexport * from '../../../node_modules/koffi/x.js';",
  ],
  ['src/main/station/worker.ts', "import { createFakeClock } from '../../../test/fake-clock.ts';"],
  ['src/main/station/worker.ts', "import packageJson from '../../../package.json' with { type: 'json' };"],
  ['src/main/agent.ts', "import { printer } from './printers/usb/usb-connector.ts';"],
  ['src/main/agent.ts', "import { app } from 'electron';"],
  ['src/main/agent.ts', "import { createQuit } from './desktop/quit.ts';"],
  ['src/main/driver.ts', "import { app } from 'electron';"],
  ['src/main/http/http-server.ts', "import { app } from 'electron';"],
  ['src/main/documents/layout-ticket.ts', "import {\n  readFileSync,\n} from 'node:fs';"],
  ['src/main/escpos/interpret/interpret-frames.ts', "import 'node:net';"],
  ['src/main/jobs/queue.ts', "import type { Printer } from '../printers/dialogue/printer.ts';"],
  ['src/main/printers/dialogue/printer.ts', "import type { Job } from '../../jobs/job.ts';"],
  ['src/main/base/errors.ts', "export { createQueue } from '../jobs/queue.ts';"],
  ['src/main/token/token-store.ts', "import { settings } from '../settings/settings.ts';"],
  ['src/renderer/app.tsx', "import { queue } from '../main/jobs/queue.ts';"],
  ['src/renderer/app.tsx', "import { AgentError } from '../main/base/errors.ts';"],
  ['src/renderer/app.tsx', "import { join } from 'node:path';"],
  ['src/shared/job.ts', "import * as z from 'zod';"],
  ['src/shared/job.ts', "import { bridgeCalls } from './bridge-calls.ts';"],
  ['src/shared/bridge-calls.ts', "import { isHost } from '../main/base/network.ts';"],
  ['src/main/jobs/queue.ts', "import { bridgeCalls } from '../../shared/bridge-calls.ts';"],
  ['src/shared/job.ts', "import { createTranslate } from './words/translate.ts';"],
  ['src/renderer/app.tsx', "import i18next from 'i18next';"],
  ['src/main/jobs/queue.ts', "import { createTranslate } from '../../shared/words/translate.ts';"],
  ['src/main/helpers/new.ts', 'export const stray = 1;'],
  ['src/main/shared/new.ts', 'export const stray = 1;'],
  ['src/main/new.ts', 'export const stray = 1;'],
  ['src/jobs/new.ts', 'export const stray = 1;'],
])('%s may not have: %s', (file, line) => {
  expect(forbiddenIn(graphOf(new Map([[file, line]])))).toHaveLength(1);
});

test('what is pure is found out through others, a ring through three files; a comment imports nothing', () => {
  const through = new Map([
    ['src/main/documents/money.ts', "import { writePrivateFile } from '../base/private-file.ts';"],
    ['src/main/base/private-file.ts', "import { writeFileSync } from 'node:fs';"],
    ['src/main/jobs/job.ts', "import { writePrivateFile } from '../base/private-file.ts';"],
  ]);
  expect(impureIn(graphOf(through))).toEqual(['src/main/documents/money.ts', 'src/main/jobs/job.ts']);
  const ring = new Map([
    ['src/a/a.ts', "import { b } from './b.ts';\n// import { x } from 'nowhere';"],
    ['src/a/b.ts', "import type { c } from './c.ts';"],
    ['src/a/c.ts', "/** from 'nowhere' */\nexport const a = import('./a.ts');"],
  ]);
  expect(findRing(graphOf(ring))).toEqual(['src/a/a.ts', 'src/a/b.ts', 'src/a/c.ts', 'src/a/a.ts']);
  expect([...graphOf(ring).values()].flatMap(({ packages }) => packages)).toEqual([]);
});
