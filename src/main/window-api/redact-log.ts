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

/** What stands in a text in the place of a secret. */
const hidden = '[masqué]';
/** Shorter ones would hide half of every text. */
const shortest = 3;

/** Texts that must not leave the till, thousands of them, and where they occur. */
export interface Secrets {
  add(secret: string): void;
  /**
   * The text with every secret in it replaced, as if by one search and replace after the other, the longest first. A number
   * is hidden only where it stands alone: not inside a time, an id or a longer number.
   */
  hide(text: string): string;
}

interface Occurrence {
  at: number;
  end: number;
  /** Of two equally long ones the first that was added comes first. */
  number: number;
  isNumber: boolean;
}

/**
 * One pass over the text, however many secrets there are. A search for each of them, or one pattern of all of them, takes
 * seconds with the secrets of 200 receipts: and the till prints meanwhile.
 */
export function createSecrets(): Secrets {
  const numbers = new Map<string, number>();
  /** By their first three characters: how long they are. */
  const lengths = new Map<string, number[]>();
  /** Which beginnings there are at all, roughly: most places in a text are left here. */
  const beginnings = new Uint8Array(1 << 16);

  /** Calls `onGroup` with occurrences that touch each other, or nearly: what becomes of one may depend on the others. */
  const findGroups = (text: string, onGroup: (group: Occurrence[]) => void): void => {
    let group: Occurrence[] = [];
    let groupEnd = 0;
    for (let at = 0; at + shortest <= text.length; at += 1) {
      if (beginnings[hashAt(text, at)] === 0) continue;
      for (const length of lengths.get(text.slice(at, at + shortest)) ?? []) {
        const candidate = text.slice(at, at + length);
        const number = numbers.get(candidate);
        if (number === undefined) continue;
        if (group.length > 0 && at > groupEnd + 1) {
          onGroup(group);
          group = [];
        }
        group.push({ at, end: at + length, number, isNumber: isPlainNumber(candidate) });
        groupEnd = Math.max(groupEnd, at + length);
      }
    }
    if (group.length > 0) onGroup(group);
  };

  return {
    add: (secret) => {
      if (secret.length < shortest || numbers.has(secret)) return;
      numbers.set(secret, numbers.size);
      beginnings[hashAt(secret, 0)] = 1;
      const beginning = secret.slice(0, shortest);
      const known = lengths.get(beginning);
      if (known === undefined) lengths.set(beginning, [secret.length]);
      else if (!known.includes(secret.length)) known.push(secret.length);
    },
    hide: (text) => {
      let result = '';
      let from = 0;
      findGroups(text, (group) => {
        for (const { at, end } of choose(text, group)) {
          result += text.slice(from, at) + hidden;
          from = end;
        }
      });
      return from === 0 ? text : result + text.slice(from);
    },
  };
}

function hashAt(text: string, at: number): number {
  const mixed = text.charCodeAt(at) * 31 * 31 + text.charCodeAt(at + 1) * 31 + text.charCodeAt(at + 2);
  return mixed & 0xffff;
}

function isPlainNumber(text: string): boolean {
  return /^[\d.,]+$/.test(text);
}

/** Those of a group that are hidden, from left to right: the longest first, then as they were added, then the leftmost. */
function choose(text: string, group: Occurrence[]): Occurrence[] {
  const [first] = group;
  if (first === undefined) return [];
  const order = group.toSorted((a, b) => b.end - b.at - (a.end - a.at) || a.number - b.number || a.at - b.at);
  const base = first.at;
  const isTaken = new Uint8Array(group.reduce((most, { end }) => Math.max(most, end), 0) - base);
  const left = (place: number) => (isTaken[place - base] === 1 ? '' : (text[place] ?? ''));
  const chosen = order.filter(({ at, end, isNumber }) => {
    // None that was taken before is shorter: if one overlaps, it covers an end of this one.
    if (left(at) === '' || left(end - 1) === '' || (isNumber && !standsAlone(left, at, end))) return false;
    isTaken.fill(1, at - base, end - base);
    return true;
  });
  return chosen.sort((a, b) => a.at - b.at);
}

/** @param left what is left of a place of the text: nothing where it is hidden already */
function standsAlone(left: (place: number) => string, at: number, end: number): boolean {
  if (/[\w.:-]/.test(left(at - 1)) || /[\w:-]/.test(left(end))) return false;
  return !(left(end) === '.' && /\d/.test(left(end + 1)));
}
