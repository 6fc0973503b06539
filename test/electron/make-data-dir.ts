import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directories: string[] = [];

process.once('exit', () => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** A fresh directory, deleted when this process ends: in the tests and in the measurements. */
export function makeDataDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'smartpos-'));
  directories.push(directory);
  return directory;
}
