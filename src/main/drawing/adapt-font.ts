/** Changes to TrueType fonts in memory, for what CSS does with `unicode-range` and `size-adjust` and canvas cannot. */

export type CodePointRange = readonly [first: number, last: number];

/** A copy of `font` drawn `factor` times as large at the same size in pixels. Throws RangeError without a `head`. */
export function enlargeFont(font: Uint8Array, factor: number): Buffer {
  const copy = Buffer.from(font);
  const unitsPerEm = findTable(copy, 'head') + 18;
  copy.writeUInt16BE(Math.round(copy.readUInt16BE(unitsPerEm) / factor), unitsPerEm);
  return copy;
}

/**
 * A copy of `font` without some characters, so that the next font of the list draws them: its `cmap` (formats 4 and 12)
 * no longer maps the segments that lie in `hidden`. Throws RangeError without a `cmap`.
 */
export function hideCharacters(font: Uint8Array, hidden: readonly CodePointRange[]): Buffer {
  const copy = Buffer.from(font);
  const cmap = findTable(copy, 'cmap');
  const subtables = copy.readUInt16BE(cmap + 2);
  for (let i = 0; i < subtables; i++) {
    const subtable = cmap + copy.readUInt32BE(cmap + 4 + i * 8 + 4);
    const format = copy.readUInt16BE(subtable);
    if (format === 4) hideInFormat4(copy, subtable, hidden);
    if (format === 12) hideInFormat12(copy, subtable, hidden);
  }
  return copy;
}

function findTable(font: Buffer, tag: string): number {
  const tables = font.readUInt16BE(4);
  for (let i = 0; i < tables; i++) {
    const entry = 12 + i * 16;
    if (font.toString('latin1', entry, entry + 4) === tag) return font.readUInt32BE(entry + 8);
  }
  throw new RangeError(`the font has no ${tag} table`);
}

function isHidden(first: number, last: number, hidden: readonly CodePointRange[]): boolean {
  return hidden.some(([from, to]) => first >= from && last <= to);
}

/** https://learn.microsoft.com/typography/opentype/spec/cmap: a segment shrunk to its last character, mapped to glyph 0. */
function hideInFormat4(font: Buffer, subtable: number, hidden: readonly CodePointRange[]): void {
  const arrayBytes = font.readUInt16BE(subtable + 6);
  const ends = subtable + 14;
  const starts = ends + arrayBytes + 2;
  for (let offset = 0; offset < arrayBytes; offset += 2) {
    const last = font.readUInt16BE(ends + offset);
    if (!isHidden(font.readUInt16BE(starts + offset), last, hidden)) continue;
    font.writeUInt16BE(last, starts + offset);
    font.writeUInt16BE(0x10000 - last, starts + arrayBytes + offset);
    font.writeUInt16BE(0, starts + 2 * arrayBytes + offset);
  }
}

/** A group shrunk to its last character, mapped to glyph 0, the missing one. */
function hideInFormat12(font: Buffer, subtable: number, hidden: readonly CodePointRange[]): void {
  const groups = font.readUInt32BE(subtable + 12);
  for (let i = 0; i < groups; i++) {
    const group = subtable + 16 + i * 12;
    const last = font.readUInt32BE(group + 4);
    if (!isHidden(font.readUInt32BE(group), last, hidden)) continue;
    font.writeUInt32BE(last, group);
    font.writeUInt32BE(0, group + 8);
  }
}
