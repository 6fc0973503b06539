import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDesktop } from '../../scripts/build-desktop.ts';

const root = join(import.meta.dirname, '..', '..');

/** Where the application for the tests is built; Electron is started with this folder. */
export const testApplicationDir = join(root, 'out-test-electron');

/**
 * Builds the tray application for the tests, with the page that was built for all. An Electron without `node:sqlite` gets
 * libsql in its place.
 */
export async function buildTestApplication({ hasSqlite }: { hasSqlite: boolean }): Promise<void> {
  mkdirSync(testApplicationDir, { recursive: true });
  const sqlite = { 'node:sqlite': join(import.meta.dirname, 'sqlite-over-libsql.ts') };
  await buildDesktop({ outDir: testApplicationDir, alias: hasSqlite ? {} : sqlite });
  writeFileSync(
    join(testApplicationDir, 'package.json'),
    JSON.stringify({ name: 'smartpos-agent', version: '0.0.0-test', type: 'module', main: 'main.js' }),
  );
  const page = join(root, 'out', 'ui');
  if (!existsSync(page)) throw new Error('out/ui is missing: npm run build makes it');
  cpSync(page, join(testApplicationDir, 'ui'), { recursive: true });
}
