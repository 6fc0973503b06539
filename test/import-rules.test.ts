import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Room {
  /** Rooms that it may import, each from a line above its own: so no two rooms know each other, even in a ring. */
  rooms: string;
  /** npm packages, and what of Node is kept to few (`node:sqlite`). */
  packages?: string;
  /** No `node:` module at all: nothing of the machine is touched. */
  pure?: true;
}

/**
 * Who may import whom in src/, from the ground up; a file is in the room with the longest name that fits. A new arrow is a
 * line here, for all to see. What nobody needs any more must go from here, too.
 */
const table: Readonly<Record<string, Room>> = {
  shared: { rooms: '', pure: true },
  base: { rooms: 'shared', packages: 'env-paths pino pino-pretty' },
  documents: { rooms: 'base', packages: 'big.js zod', pure: true },
  escpos: { rooms: '', pure: true },
  'escpos/encode': { rooms: 'base documents escpos', packages: 'escpos iconv-lite uqr', pure: true },
  'escpos/interpret': { rooms: 'documents', packages: 'iconv-lite', pure: true },
  drawing: { rooms: 'base documents escpos/encode', packages: '@napi-rs/canvas' },
  'drawing/paper': {
    rooms: 'documents drawing escpos escpos/encode escpos/interpret',
    packages: '@napi-rs/canvas uqr',
  },
  jobs: { rooms: 'base documents escpos shared' },
  'jobs/journal': { rooms: 'base documents escpos jobs shared', packages: 'node:sqlite' },
  'printers/transport': { rooms: 'base' },
  printers: { rooms: 'base printers/transport' },
  'printers/dialogue': { rooms: 'base escpos escpos/encode printers/transport shared' },
  'printers/tcp': { rooms: 'base printers/transport' },
  'printers/device-file': { rooms: 'base printers/transport' },
  'printers/usb': { rooms: 'base printers/transport', packages: 'usb' },
  'printers/windows': {
    rooms: 'base printers printers/device-file printers/transport printers/usb',
    packages: 'koffi',
  },
  'printers/virtual': { rooms: 'base drawing/paper escpos escpos/interpret printers/transport' },
  'printers/driver': {
    rooms: 'base printers printers/device-file printers/transport printers/usb printers/windows',
  },
  token: { rooms: 'base shared', packages: 'zod' },
  settings: { rooms: 'base documents escpos printers shared token', packages: 'dotenv zod' },
  updates: { rooms: 'base shared' },
  service: { rooms: 'base' },
  station: {
    rooms:
      'base documents drawing drawing/paper escpos escpos/encode jobs printers printers/device-file printers/dialogue printers/driver printers/tcp printers/transport settings shared',
  },
  'window-api': {
    rooms:
      'base documents drawing drawing/paper escpos escpos/encode jobs printers settings shared station token updates',
    packages: 'csv-stringify fflate zod',
  },
  http: {
    rooms: 'base documents jobs printers printers/dialogue shared station token window-api',
    packages: '@koa/router koa',
  },
  compose: {
    rooms:
      'base documents drawing http jobs jobs/journal printers/driver printers/virtual settings shared station token updates window-api',
    packages: 'uuid',
  },
  cli: {
    rooms:
      'base compose documents drawing drawing/paper escpos escpos/encode jobs jobs/journal printers printers/driver printers/usb printers/windows service settings shared token window-api',
  },
  'desktop/text': { rooms: 'shared' },
  'desktop/tray': { rooms: 'base desktop/text shared', packages: 'electron' },
  'desktop/window': { rooms: 'base desktop/text shared window-api', packages: 'electron zod' },
  'desktop/system': {
    rooms: 'base printers/driver shared updates window-api',
    packages: 'electron electron-updater pino',
  },
  desktop: {
    rooms: 'base cli compose desktop/system desktop/text desktop/tray desktop/window settings shared token window-api',
    packages: 'electron',
  },
  entries: {
    rooms: 'base cli desktop desktop/system desktop/window printers/driver printers/windows window-api',
    packages: 'electron',
  },
  preload: { rooms: 'shared', packages: 'electron' },
  renderer: { rooms: 'shared', packages: 'i18next preact', pure: true },
};

/** One folder each, whatever the table above grows to: what is hard to replace stays easy to find. */
const oneFolder: Readonly<Record<string, RegExp>> = {
  electron: /^(desktop|preload|entries)/,
  koa: /^http$/,
  '@koa/router': /^http$/,
  usb: /^printers\/usb$/,
  koffi: /^printers\/windows$/,
  escpos: /^escpos\/encode$/,
  'node:sqlite': /^jobs\/journal$/,
  '@napi-rs/canvas': /^drawing/,
};

const roomNames = Object.keys(table);

/** @param file as `src/main/jobs/job.ts` */
function roomOf(file: string): string {
  const path = file.replace(/^src\/(main\/)?/, '');
  if (file.startsWith('src/main/') && !path.includes('/')) return 'entries';
  const fits = roomNames.filter((name) => path.startsWith(`${name}/`));
  return fits.sort((a, b) => b.length - a.length)[0] ?? `no room: ${path}`;
}

/** As the formatter writes them: a statement begins its line. Comments are taken away first: they may speak of imports. */
function specifiersOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /^(?:import|export)\b[^;'"`]*\bfrom\s*'([^']+)'/gm,
    /^import\s*'([^']+)'/gm,
    /\b(?:import|require)\(\s*'([^']+)'\s*\)/g,
  ];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].flatMap(([, specifier]) => specifier ?? []));
}

/** `@koa/router`, `escpos`, `node:fs`. */
const packageOf = (specifier: string) => /^(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[1] ?? specifier;

type Graph = ReadonlyMap<string, { files: string[]; packages: string[] }>;

function graphOf(sources: ReadonlyMap<string, string>): Graph {
  return new Map(
    [...sources].map(([file, source]) => {
      const all = specifiersOf(source);
      const isFile = (specifier: string) => specifier.startsWith('.');
      const files = all.filter(isFile).map((specifier) => posix.join(posix.dirname(file), specifier));
      return [
        file,
        {
          files: files.filter((path) => path.startsWith('src/')),
          packages: all.filter((s) => !isFile(s)).map(packageOf),
        },
      ];
    }),
  );
}

const list = (text = '') => text.split(' ').filter((name) => name !== '');

/** Every import that the table does not have. */
function forbiddenIn(graph: Graph): string[] {
  return [...graph].flatMap(([file, { files, packages }]) => {
    const room = table[roomOf(file)];
    if (room === undefined) return [`${file}: ${roomOf(file)}`];
    const rooms = [roomOf(file), ...list(room.rooms)];
    const known = new Set(list(room.packages));
    const isAllowed = (name: string) =>
      name.startsWith('node:') && name !== 'node:sqlite' ? room.pure !== true : known.has(name);
    return [
      ...files.filter((path) => /\.tsx?$/.test(path) && !rooms.includes(roomOf(path))),
      ...packages.filter((name) => !isAllowed(name)),
    ].map((target) => `${file} -> ${target}`);
  });
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
  const files = names.map((name) => `src/${name.replaceAll('\\', '/')}`).filter((name) => /\.tsx?$/.test(name));
  return new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

const sources = readSources();
const graph = graphOf(sources);

test('each file imports only what its room may', () => {
  expect(graph.size).toBeGreaterThan(300);
  expect(forbiddenIn(graph)).toEqual([]);
});

test('the table is a ladder, and has nothing that nobody needs', () => {
  const uses = new Set(
    [...graph].flatMap(([file, { files, packages }]) =>
      [...files.map(roomOf), ...packages].map((target) => `${roomOf(file)} -> ${target}`),
    ),
  );
  for (const [index, [name, { rooms, packages }]] of Object.entries(table).entries()) {
    expect(roomNames.slice(0, index), `${name} imports rooms above it only`).toEqual(
      expect.arrayContaining(list(rooms)),
    );
    for (const target of [...list(rooms), ...list(packages)]) expect(uses).toContain(`${name} -> ${target}`);
    for (const [library, where] of Object.entries(oneFolder)) {
      if (list(packages).includes(library)) expect(name, library).toMatch(where);
    }
  }
});

test('no files import each other in a ring', () => {
  expect(findRing(graph)).toBeNull();
});

test('src/main: no heap of files, no file that is a heap, none that is a scrap, no import that leads nowhere', () => {
  const files = [...sources].filter(([file]) => file.startsWith('src/main/'));
  const folders = Map.groupBy(files, ([file]) => dirname(file));
  expect(folders.get('src/main')?.length).toBeLessThanOrEqual(4);
  for (const [folder, { length }] of folders) expect(length, folder).toBeLessThanOrEqual(22);
  const lines = files.map(([file, source]) => [file, source.split('\n').length - 1] as const);
  expect(lines.filter(([, count]) => count > 250)).toEqual([]);
  // What is that small belongs to who uses it; all parts use the clock.
  expect(lines.filter(([, count]) => count < 15).map(([file]) => file)).toEqual(['src/main/base/clock.ts']);
  const targets = new Set([...graph.values()].flatMap(({ files: imported }) => imported));
  expect([...targets].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

/** Each line breaks one rule: if one of them is let through, the rules above hold nothing. */
test.each([
  ['src/main/jobs/queue.ts', "import Koa from 'koa';"],
  ['src/main/compose/create-agent.ts', "import Router from '@koa/router';"],
  ['src/main/printers/dialogue/printer.ts', "import commands from 'escpos/commands.js';"],
  ['src/main/jobs/queue.ts', "import { DatabaseSync } from 'node:sqlite';"],
  ['src/main/escpos/encode/raster.ts', "import { loadImage } from '@napi-rs/canvas';"],
  ['src/main/printers/tcp/tcp-transport.ts', "export const load = () => import('usb');"],
  ['src/main/cli/self-test.ts', "import type { array } from 'koffi';"],
  ['src/main/agent.ts', "import { printer } from './printers/usb/usb-transport.ts';"],
  ['src/main/http/http-server.ts', "import { app } from 'electron';"],
  ['src/main/documents/layout-ticket.ts', "import {\n  readFileSync,\n} from 'node:fs';"],
  ['src/main/escpos/interpret/interpret-frames.ts', "import 'node:net';"],
  ['src/main/jobs/queue.ts', "import type { Printer } from '../printers/dialogue/printer.ts';"],
  ['src/main/printers/dialogue/printer.ts', "import type { Job } from '../../jobs/job.ts';"],
  ['src/main/base/errors.ts', "export { createQueue } from '../jobs/queue.ts';"],
  ['src/main/token/token-store.ts', "import { settings } from '../settings/settings.ts';"],
  ['src/renderer/app.tsx', "import { queue } from '../main/jobs/queue.ts';"],
  ['src/renderer/app.tsx', "import { join } from 'node:path';"],
  ['src/shared/job.ts', "import * as z from 'zod';"],
  ['src/main/helpers/new.ts', 'export const stray = 1;'],
])('%s may not have: %s', (file, line) => {
  expect(forbiddenIn(graphOf(new Map([[file, line]])))).toHaveLength(1);
});

test('a ring of three files is found, an import in a comment is none', () => {
  const ring = new Map([
    ['src/a/a.ts', "import { b } from './b.ts';\n// import { x } from 'nowhere';"],
    ['src/a/b.ts', "import type { c } from './c.ts';"],
    ['src/a/c.ts', "/** from 'nowhere' */\nexport const a = import('./a.ts');"],
  ]);
  expect(findRing(graphOf(ring))).toEqual(['src/a/a.ts', 'src/a/b.ts', 'src/a/c.ts', 'src/a/a.ts']);
  expect([...graphOf(ring).values()].flatMap(({ packages }) => packages)).toEqual([]);
});
