import { join } from 'node:path';
import { type Level, type Logger, multistream, pino } from 'pino';
import { build as buildPretty } from 'pino-pretty';
import roll from 'pino-roll';

export interface AgentLog {
  log: Logger;
  directory: string;
  /** Writes what is pending. */
  close(): void;
}

/**
 * The agent's log: to stderr and to DATA_DIR/logs, 5 MB a file, the last 10 kept. A full disk or a reader of stderr
 * that has stopped reading loses log lines, never a job: no write waits.
 */
export async function createLog(options: { dataDir: string; level: Level }): Promise<AgentLog> {
  const { dataDir, level } = options;
  const directory = join(dataDir, 'logs');
  const file = await roll({
    file: join(directory, 'agent'),
    extension: '.log',
    size: '5m',
    limit: { count: 10 },
    mkdir: true,
    minLength: 8192,
    periodicFlush: 200,
  });
  file.on('error', () => {
    // The disk is full or gone. The routes say so where it matters; the log has no other place to say it.
  });
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
  return {
    log,
    directory,
    close: () => {
      for (const stream of [file, terminal]) {
        if ('flushSync' in stream && typeof stream.flushSync === 'function') {
          try {
            stream.flushSync();
          } catch {
            // Nothing to be done about a log that cannot be written at the very end.
          }
        }
      }
    },
  };
}
