import { rename, rm } from 'node:fs/promises';

/**
 * Makes a folder anew: `make` fills (and makes) one beside it, which takes its place when that is whole. What was there is
 * lost only to a new one, and one that was broken off is never taken for it.
 */
export async function replaceFolder(directory: string, make: (workDir: string) => Promise<void>): Promise<void> {
  const workDir = `${directory}.new`;
  await rm(workDir, { recursive: true, force: true });
  await make(workDir);
  await rm(directory, { recursive: true, force: true });
  await rename(workDir, directory);
}
