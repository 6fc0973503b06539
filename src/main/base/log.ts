import { join } from 'node:path';
import { type Level, type Logger, multistream, pino } from 'pino';
import { build as buildPretty } from 'pino-pretty';
import type { Problem } from '../../shared/job.ts';
import { systemErrorCode } from './errors.ts';
import { openLogFile } from './log-file.ts';

/** What the parts need of a logger. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

export interface AgentLog {
  log: Logger;
  directory: string;
  /** Why nothing is written to the files; null: it is. */
  problem(): Problem | null;
  /** Writes what is pending. */
  close(): void;
}

/**
 * The agent's log: to stderr and to DATA_DIR/logs. A full disk, a folder that may not be written, or a reader of stderr
 * that has stopped reading loses log lines, never a job: no write waits.
 */
export function createLog(options: { dataDir: string; level: Level }): AgentLog {
  const { dataDir, level } = options;
  const directory = join(dataDir, 'logs');
  let tell = (_problem: Error | null): void => {};
  const file = openLogFile({ directory, onProblem: (problem) => tell(problem) });
  const terminal = process.stderr.isTTY
    ? buildPretty({
        destination: 2,
        sync: true,
        ignore: 'pid,hostname',
        singleLine: true,
        translateTime: 'SYS:HH:MM:ss',
      })
    : pino.destination({ fd: 2, sync: false, maxLength: 1024 * 1024, minLength: 8192, periodicFlush: 200 });
  terminal.on('error', () => {});
  const log = pino(
    {
      level,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: ['token', '*.token', 'headers.authorization', '*.headers.authorization'], censor: '[secret]' },
    },
    multistream([
      { stream: terminal, level },
      { stream: file, level },
    ]),
  );
  tell = (problem) => {
    if (problem === null) log.info({ directory }, 'log files are written again');
    else log.warn({ err: problem, directory }, 'log files cannot be written');
  };
  // The start's own failure came before there was a log to tell it.
  if (file.problem !== null) tell(file.problem);
  return {
    log,
    directory,
    problem: () => (file.problem === null ? null : describeProblem(file.problem, directory)),
    close: () => {
      file.flushSync();
      try {
        if ('flushSync' in terminal && typeof terminal.flushSync === 'function') terminal.flushSync();
      } catch {
        // Nothing to be done about a terminal that cannot be written at the very end.
      }
    },
  };
}

function describeProblem(error: Error, directory: string): Problem {
  return {
    code: 'LOG_NOT_WRITTEN',
    message: `Les fichiers journaux ne peuvent pas être écrits dans ${directory} (${systemErrorCode(error) || error.message}) : l'agent imprime quand même. Vérifiez la place sur le disque et les droits de ce dossier.`,
  };
}
