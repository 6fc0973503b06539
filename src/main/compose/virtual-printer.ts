import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { PrinterProfile } from '../escpos/profile.ts';
import { createVirtualConnector } from '../printers/virtual/virtual-connector.ts';

/** Gives the built-in printer for a profile; its papers lie in the data directory. */
export function virtualPrinters(options: {
  dataDir: string;
  clock: Clock;
  log: Log;
  onPaperDrawn: (paths: { png: string; text: string }) => void;
}) {
  const { dataDir, clock, log, onPaperDrawn } = options;
  return (profile: PrinterProfile) =>
    createVirtualConnector({
      ...{ profile, clock, onPaperDrawn },
      paperDir: join(dataDir, 'paper'),
      onPaperLost: (error) => log.error({ err: error }, 'a paper could not be saved'),
    });
}
