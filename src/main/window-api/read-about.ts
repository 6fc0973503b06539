import { readdir } from 'node:fs/promises';
import { arch, release, type as systemType, version as systemVersion } from 'node:os';
import { join } from 'node:path';
import type { About } from '../../shared/bridge.ts';
import type { WindowApiOptions } from './window-api-options.ts';

/** Versions and places, for a person who asks for help. */
export async function readAbout({ version, host, dataDir, logDirectory }: WindowApiOptions): Promise<About> {
  const names = await readdir(logDirectory).catch((): string[] => []);
  return {
    version,
    electron: host.electronVersion,
    node: process.versions.node,
    // « Windows 11 Pro » there; elsewhere that call tells the kernel's build.
    system: `${process.platform === 'win32' ? systemVersion() : systemType()} ${release()} ${arch()}`,
    dataDir,
    logFiles: names
      .filter((name) => name.endsWith('.log'))
      .sort()
      .map((name) => join(logDirectory, name)),
    licence: 'MIT',
  };
}
