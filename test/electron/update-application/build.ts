import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { testApplicationDir } from '../build-test-application.ts';

/** Where it is built; Electron is started with this folder. */
export const updateApplicationDir = join(testApplicationDir, 'update-application');

/** Builds main.ts beside this file into an application of its own, version 1.0.0. */
export async function buildUpdateApplication(): Promise<void> {
  mkdirSync(updateApplicationDir, { recursive: true });
  await build({
    entryPoints: [join(import.meta.dirname, 'main.ts')],
    outfile: join(updateApplicationDir, 'main.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['electron'],
    logLevel: 'warning',
  });
  const description = { name: 'smartpos-agent-update-test', version: '1.0.0', main: 'main.cjs' };
  writeFileSync(join(updateApplicationDir, 'package.json'), JSON.stringify(description));
  writeFileSync(join(updateApplicationDir, 'dev-app-update.yml'), 'updaterCacheDirName: smartpos-agent-updater\n');
}
