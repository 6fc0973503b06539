import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The packages that a built file is made of, by its source map. */
function packagesIn(file: string): string[] {
  const map = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'out', `${file}.map`), 'utf8')) as {
    sources: string[];
  };
  const names = map.sources.flatMap(
    (source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!node_modules\/)/.exec(source)?.[1] ?? [],
  );
  return [...new Set(names)];
}

/** What electron-store brings. `conf` and `ajv` do what zod and one private file do already. */
const ofElectronStore = ['electron-store', 'conf', 'ajv', 'ajv-formats', 'atomically', 'when-exit', 'stubborn-fs'];

describe('the built files', () => {
  it.each(['agent-main.js', 'driver.js'])('%s holds nothing of electron-store', (file) => {
    const packages = packagesIn(file);
    expect(packages.filter((name) => ofElectronStore.includes(name))).toEqual([]);
  });

  it('the agent’s is read: zod and koa are in it', () => {
    expect(packagesIn('agent-main.js')).toEqual(expect.arrayContaining(['zod', 'koa']));
  });

  it('the tray application’s holds electron-store, without what hooks signals, holds the thread or delays the start', () => {
    const packages = packagesIn('main.js');
    expect(packages).toEqual(expect.arrayContaining(['electron-store', 'conf', 'zod', 'koa']));
    expect(
      packages.filter((name) => ['atomically', 'when-exit', 'stubborn-fs', 'ajv', 'ajv-formats'].includes(name)),
    ).toEqual([]);
  });
});
