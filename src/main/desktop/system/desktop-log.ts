import { type Level, pino } from 'pino';
import type { Problem } from '../../../shared/job.ts';
import { type AgentLog, createLog, type Log } from '../../base/log.ts';

export interface DesktopLog {
  /** To stderr until the data directory is there, then to its files. */
  log(): Log;
  /** Once. */
  open(dataDir: string): void;
  /** Why nothing is written to the files; null: it is, or it was not opened yet. */
  problem(): Problem | null;
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
    problem: () => opened?.problem() ?? null,
    open: (dataDir) => {
      // Its streams take all; the logger above them chooses.
      opened ??= createLog({ dataDir, level: 'debug' });
      opened.log.level = 'info';
    },
    setLevel: (level) => {
      if (opened !== null) opened.log.level = level;
    },
    close: () => opened?.close(),
  };
}
