import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDesktop } from '../../scripts/build-desktop.ts';

const root = join(import.meta.dirname, '..', '..');

/** Where the application for the tests' older Electron is built; Electron is started with this folder. */
export const testApplicationDir = join(root, 'out-test-electron');

/** Builds the tray application with libsql in the place of `node:sqlite`; the page is the one that was built for all. */
export async function buildTestApplication(): Promise<void> {
  mkdirSync(testApplicationDir, { recursive: true });
  await buildDesktop({
    outDir: testApplicationDir,
    alias: { 'node:sqlite': join(import.meta.dirname, 'sqlite-over-libsql.ts') },
  });
  writeFileSync(
    join(testApplicationDir, 'package.json'),
    JSON.stringify({ name: 'smartpos-agent', version: '0.0.0-test', type: 'module', main: 'main.js' }),
  );
  const page = join(root, 'out', 'ui');
  if (existsSync(page)) cpSync(page, join(testApplicationDir, 'ui'), { recursive: true });
}
