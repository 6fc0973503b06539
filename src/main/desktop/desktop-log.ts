import { type Level, pino } from 'pino';
import { type AgentLog, createLog } from '../create-log.ts';
import type { Log } from '../log.ts';

export interface DesktopLog {
  /** To stderr until the data directory is there, then to its files. */
  log(): Log;
  /** Once; throws what the disk throws. */
  open(dataDir: string): Promise<void>;
  /** Settings are read after the log is opened. */
  setLevel(level: Level): void;
  close(): void;
}

/** The log of the tray application, which speaks before it knows where its files are. */
export function createDesktopLog(): DesktopLog {
  const early = pino(pino.destination({ fd: 2, sync: false }));
  let opened: AgentLog | null = null;
  return {
    log: () => opened?.log ?? early,
    open: async (dataDir) => {
      // Its streams take all; the logger above them chooses.
      opened ??= await createLog({ dataDir, level: 'debug' });
      opened.log.level = 'info';
    },
    setLevel: (level) => {
      if (opened !== null) opened.log.level = level;
    },
    close: () => opened?.close(),
  };
}
