import type { Secrets } from './hide-secrets.ts';

/** Fields of a log line that hold nothing of a customer: what the agent itself writes. */
const safeKeys = new Set([
  ...['msg', 'job', 'kind', 'state', 'order', 'code', 'condition', 'reasons', 'version'],
  ...['url', 'dataDir', 'printer', 'file', 'paper', 'method', 'path'],
]);
const plainKeys = new Set(['level', 'time', 'pid', 'hostname']);

/** Replaces in a text what must not leave the till. */
export type Redact = (text: string) => string;

/**
 * Hides tokens, the names given, passwords of addresses, and everything that looks like an amount or a key.
 *
 * @param secrets tokens and customers' names, addresses, phones, products: as they may stand in an error's words
 */
export function createRedact(secrets: Pick<Secrets, 'hide'>): Redact {
  return (text) =>
    secrets
      .hide(text)
      // `https://name:password@server`
      .replace(/(\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/?#"']*@/gi, '$1[masqué]@')
      .replace(/\bBearer\s+\S+/gi, 'Bearer [masqué]')
      .replace(/\b(token|jeton|PRINTER_AGENT_TOKEN)(["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi, '$1$2[masqué]')
      // A generated token has 43 of them; job ids (36, hexadecimal with dashes) stay.
      .replace(/(?<![\w-])(?![0-9a-f]{8}-[0-9a-f]{4}-)[\w-]{32,}(?![\w-])/g, '[masqué]')
      .replace(/\b\d+[.,]\d{2}\b(?![.,\d])/g, '[montant]');
}

/** What the agent writes in a line is a thousandth of it. */
const longestText = 64 * 1024;
/** Longer than what a ticket's text may have: a secret that the cut has halved lies within. */
const halved = 2_500;

/**
 * One file of the agent's log, line by line: only known fields stay, errors keep their type, code and places. With a turn for
 * everybody else between two lines, and without the end of what is too long for one turn.
 */
export async function redactLog(text: string, redact: Redact, turn: () => Promise<void>): Promise<string> {
  const redactShort: Redact = (long) =>
    long.length <= longestText
      ? redact(long)
      : `${redact(long.slice(0, longestText)).slice(0, -halved)}[… ${long.length} caractères]`;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    lines.push(redactLine(line, redactShort));
    await turn();
  }
  return lines.join('\n');
}

function redactLine(line: string, redact: Redact): string {
  if (line.trim() === '') return '';
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === 'object' && entry !== null) {
      return JSON.stringify(Object.fromEntries(Object.entries(entry).flatMap((field) => redactField(field, redact))));
    }
  } catch {
    // Cut short by a crash.
  }
  return redact(line);
}

function redactField([key, value]: [string, unknown], redact: Redact): [string, unknown][] {
  if (key === 'err') {
    return [[key, redactError(value, redact)]];
  }
  if (plainKeys.has(key)) {
    return [[key, value]];
  }
  return safeKeys.has(key) ? [[key, typeof value === 'string' ? redact(value) : value]] : [];
}

function redactError(value: unknown, redact: Redact): unknown {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  const { type, code, message, stack } = value as Record<string, unknown>;
  const places = typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  return {
    type,
    code,
    message: typeof message === 'string' ? redact(message) : undefined,
    stack: places.map(redact),
  };
}
