/** Fields of a log line that hold nothing of a customer: what the agent itself writes. */
const safeKeys = new Set([
  ...['msg', 'job', 'kind', 'state', 'order', 'code', 'condition', 'reasons', 'version'],
  ...['url', 'dataDir', 'printer', 'file', 'paper', 'method', 'path'],
]);
const plainKeys = new Set(['level', 'time', 'pid', 'hostname']);

/** Replaces in a text what must not leave the till. */
export type Redact = (text: string) => string;

/**
 * Hides tokens, the names given, and everything that looks like an amount or a key.
 *
 * @param secrets tokens and customers' names, addresses, phones, products: as they may stand in an error's words
 */
export function createRedact(secrets: readonly string[]): Redact {
  const known = [...new Set(secrets)].filter((text) => text.length >= 3).sort((a, b) => b.length - a.length);
  return (text) => {
    let result = text;
    for (const secret of known) {
      result = /^[\d.,]+$/.test(secret) ? hideNumber(result, secret) : result.replaceAll(secret, '[masqué]');
    }
    return (
      result
        .replace(/\bBearer\s+\S+/gi, 'Bearer [masqué]')
        .replace(/\b(token|jeton|PRINTER_AGENT_TOKEN)(["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi, '$1$2[masqué]')
        // A generated token has 43 of them; job ids (36, hexadecimal with dashes) stay.
        .replace(/(?<![\w-])(?![0-9a-f]{8}-[0-9a-f]{4}-)[\w-]{32,}(?![\w-])/g, '[masqué]')
        .replace(/\b\d+[.,]\d{2}\b(?![.,\d])/g, '[montant]')
    );
  };
}

/** A number is hidden where it stands alone: not inside a time, an id or a longer number. */
function hideNumber(text: string, number: string): string {
  const pattern = new RegExp(`(?<![\\w.:-])${number.replaceAll('.', '\\.')}(?![\\w:-]|\\.\\d)`, 'g');
  return text.replace(pattern, '[masqué]');
}

/** One file of the agent's log, line by line: only known fields stay, errors keep their type, code and places. */
export function redactLog(text: string, redact: Redact): string {
  return text
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : redactLine(line, redact)))
    .join('\n');
}

function redactLine(line: string, redact: Redact): string {
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
