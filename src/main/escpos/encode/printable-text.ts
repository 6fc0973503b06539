import { type CodePage, isEncodable } from './code-pages.ts';

const ASCII_LINE = /^[ -~]*$/;
const LINE_BREAKS = /\r\n|[\r\v\f\u2028\u2029]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this removes
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f-\x9f]/g;
/** Embeddings, overrides, isolates: unclosed ones would turn an amount round ("trojan source"). */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * What of a text may be printed: well-formed, composed (NFC), with `\n` as its only control character.
 * Tabs become spaces; other control characters and explicit bidi controls are dropped.
 */
export function dropControls(text: string): string {
  if (ASCII_LINE.test(text)) return text;
  return text
    .toWellFormed()
    .normalize('NFC')
    .replace(LINE_BREAKS, '\n')
    .replaceAll('\t', ' ')
    .replace(CONTROLS, '')
    .replace(BIDI_CONTROLS, '');
}

/** Characters without ink of their own, dropped from text that is not shaped: joiners, marks, BOM, soft hyphen. */
const INVISIBLE = '\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff';

/** Replacements that keep the meaning, used only when no page has the character itself. */
const fallbacks: ReadonlyMap<string, string> = new Map([
  ...[...INVISIBLE].map((char) => [char, ''] as const),
  ...[...'\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u205f\u3000'].map((c) => [c, ' '] as const),
  ...[...'\u2007\u202f'].map((char) => [char, '\u00a0'] as const),
  ...[...'\u2010\u2011\u2012\u2013\u2014\u2015\u2212'].map((char) => [char, '-'] as const),
  ...[...'\u2018\u2019\u201a\u201b\u02bc\u2032'].map((char) => [char, "'"] as const),
  ...[...'\u201c\u201d\u201e\u201f\u2033'].map((char) => [char, '"'] as const),
  ['\u2026', '...'],
  ['\u2116', 'No'],
  ['\ufb01', 'fi'],
  ['\ufb02', 'fl'],
  ['\ufffd', '?'],
]);

/**
 * The text in characters that the pages hold, one cell each, or null when it must be drawn. `text` comes from `dropControls`.
 * The no-break space stays, so that the wrapping sees it; it is sent as a space.
 */
export function toEncodable(text: string, pages: readonly CodePage[]): string | null {
  if (ASCII_LINE.test(text)) return text;
  let result = '';
  for (const char of text) {
    if (char.length === 1 && isEncodable(char.charCodeAt(0), pages)) result += char;
    else {
      const fallback = fallbacks.get(char);
      if (fallback === undefined) return null;
      result += fallback;
    }
  }
  return result;
}

/** A space between digits that do not end one number and begin another word. */
const SPACE_IN_NUMBER = /(?<=\d) (?=\d)/g;
const SIGNED_NUMBER = /(?<![\p{L}\d])[+-](?=\d)/gu;

/**
 * For text that is drawn: beside Arabic the bidirectional algorithm would turn « 152 350,50 » into « 350,50 152 » and
 * « +213 » into « 213+ ». A no-break space (class CS, UAX #9 W4) makes one number of the groups, and a left-to-right
 * mark holds the sign before it. Money and telephone numbers read right in every line.
 */
export function keepNumbersWhole(text: string): string {
  return text.replace(SPACE_IN_NUMBER, '\u00a0').replace(SIGNED_NUMBER, '\u200e$&');
}

export type TextDirection = 'ltr' | 'rtl';

const FIRST_STRONG = /\p{L}/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Base direction of a paragraph: that of its first letter (UAX #9, rules P2 and P3). */
export function textDirection(text: string): TextDirection {
  const letter = FIRST_STRONG.exec(text)?.[0];
  return letter !== undefined && RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
}
