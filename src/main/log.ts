import type { Logger } from 'pino';

/** What the parts need of a logger. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;
