import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { formatNumber } from './format-cells.ts';

const probeMs = 500;

/** What the numbers depend on, in one line; `directory` is on the disk that is measured. */
export function describeMachine(directory: string): string {
  const [first, ...others] = cpus();
  const processors = `${1 + others.length} × ${first?.model.trim() ?? 'unknown processor'}`;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const syncs = `${formatNumber(countSyncs(directory))} fdatasync/s`;
  return `${processors}, ${memory}, ${platform()} ${arch()}, Node ${process.version}, disk ${syncs}`;
}

/** Writes of one page, each forced to disk: the ceiling of commits a second without group commit. */
function countSyncs(directory: string): number {
  const file = openSync(join(directory, 'sync-probe'), 'w');
  const page = Buffer.alloc(4096);
  const startedAt = performance.now();
  let syncs = 0;
  while (performance.now() - startedAt < probeMs) {
    writeSync(file, page, 0, page.length, (syncs % 1024) * page.length);
    fdatasyncSync(file);
    syncs += 1;
  }
  closeSync(file);
  return (syncs * 1000) / (performance.now() - startedAt);
}
