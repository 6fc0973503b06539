import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface WorkDirectory {
  /** Makes a new empty directory. */
  create(name: string): string;
  remove(directory: string): void;
}

/**
 * Where the agents measured keep their data: inside the project, for /tmp is memory on many machines and a commit there
 * costs nothing. Goes with the process, however it ends (but for kill -9).
 */
export function openWorkDirectory(): WorkDirectory {
  const cache = join(import.meta.dirname, '..', 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'smartpos-bench-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(1));
  }
  return {
    create: (name) => mkdtempSync(join(directory, `${name}-`)),
    remove: (path) => rmSync(path, { recursive: true, force: true }),
  };
}
