const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/gu;

/** Tabs, and NO-BREAK SPACE and its cousins: narrow ones are in no printer's code page, and they stop the wrapping. */
const anySpace = /[\t\p{Zs}]/gu;

/** C0, DEL, C1 and lone surrogates, all but the line feed that a line break has become. */
const control = /(?!\n)[\p{Cc}\p{Cs}]/gu;

/**
 * Invisible characters that reorder text (bidi marks, overrides and isolates), hide it (tags, annotations) or stand
 * for nothing (zero-width spaces, byte order mark, soft hyphen). ZWNJ and ZWJ stay: Arabic and emoji need them.
 */
const treacherous =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Marks on one letter, beyond Unicode's own limit (UAX #15, Stream-Safe Text Format). Sorting a long run of them takes
 * `normalize` a time that grows with its square: three minutes for a body of 1 MB.
 */
const tooManyMarks = /(\p{M}{30})\p{M}+/gu;

/** A grapheme may be a letter under a thousand accents; no real text comes near this average. */
const maxUnitsPerGrapheme = 16;

/** Words of Latin letters (precomposed ones are their own NFC), digits and ASCII signs, one space between: nothing to clean. */
const plainText = /^(?:[!-~\u00c0-\u017f]+(?: [!-~\u00c0-\u017f]+)*)?$/;

/**
 * Any text from outside as one that can be printed: never an ESC byte, never a forged line. It never refuses.
 * Runs of spaces become one and the ends are trimmed. Line breaks become spaces too, unless `lines`: then each is one
 * `\n`, and at most one blank line stands between two others (a note of line feeds must not unroll the paper).
 */
export function cleanText(raw: string, { lines }: { lines: boolean }): string {
  if (plainText.test(raw)) return raw;
  const text = raw
    .replace(lineBreak, lines ? '\n' : ' ')
    .replace(anySpace, ' ')
    .replace(control, '')
    .replace(treacherous, '')
    .replace(tooManyMarks, '$1')
    .normalize('NFC')
    .replace(/ +/g, ' ');
  return lines
    ? text
        .replace(/ ?\n ?/g, '\n')
        .replace(/\n{3,}/g, '\n\n')
        .trim()
    : text.trim();
}

/** The text itself when it has at most `maxGraphemes` graphemes, else its beginning and « … », within that count. */
export function shortenText(text: string, maxGraphemes: number): string {
  if (text.length <= maxGraphemes) return text;
  const maxUnits = maxGraphemes * maxUnitsPerGrapheme;
  let count = 0;
  let kept = 0;
  for (const { index, segment } of new Intl.Segmenter('fr', { granularity: 'grapheme' }).segment(text)) {
    const end = index + segment.length;
    count += 1;
    if (count > maxGraphemes || end > maxUnits) return `${text.slice(0, kept).trimEnd()}…`;
    if (count < maxGraphemes) kept = end;
  }
  return text;
}
