/** The canvas and the agent's own fonts, loaded at first need: loading @napi-rs/canvas takes about 90 ms. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Canvas from '@napi-rs/canvas';
import { AgentError } from '../base/errors.ts';

export type CanvasModule = typeof Canvas;

/** Names that no system font bears, so that every machine draws the same. */
export const monoFamily = 'SmartPOS Mono';
const arabicFamily = 'SmartPOS Arabic';
export const sansFamily = 'SmartPOS Sans';

/** Latin in cells, Arabic shaped, then the widest repertoire; the system's fonts for the rest (Chinese, emoji). */
export const fontStack = `'${monoFamily}', '${arabicFamily}', '${sansFamily}', sans-serif`;

type CodePointRange = readonly [first: number, last: number];

/** DejaVu Sans Mono holds an Arabic squeezed into cells, which would hide Noto's. */
const arabicRanges: readonly CodePointRange[] = [
  [0x0600, 0x08ff],
  [0xfb50, 0xfdff],
  [0xfe70, 0xfeff],
];

/** At the size of font A, Noto's Arabic letters are too small for thermal paper: 24 dots an em, as Arabic receipts have. */
const ARABIC_ENLARGEMENT = 1.2;

// From src/main/drawing/ and from out/agent.js alike, packages resolve from this project's node_modules.
const require = createRequire(import.meta.url);

let loaded: CanvasModule | undefined;

/**
 * The canvas module with the fonts registered, once for the process (its registry is global).
 * Throws AgentError `DRAWING_UNAVAILABLE` when the binary or a font is missing.
 */
export function loadCanvas(): CanvasModule {
  if (loaded !== undefined) return loaded;
  try {
    const canvas: CanvasModule = require('@napi-rs/canvas');
    registerFonts(canvas);
    loaded = canvas;
    return canvas;
  } catch (cause) {
    const message = "Le dessin du texte n'est pas disponible : réinstallez SmartPOS Agent.";
    throw new AgentError('DRAWING_UNAVAILABLE', message, { cause });
  }
}

function registerFonts({ GlobalFonts }: CanvasModule): void {
  const register = (path: string, family: string, adapt: (font: Buffer) => Buffer): void => {
    const font = adapt(readFileSync(require.resolve(path)));
    if (GlobalFonts.register(font, family) === null) throw new Error(`cannot register ${path}`);
  };
  const withoutArabic = (font: Buffer): Buffer => hideCharacters(font, arabicRanges);
  const enlarged = (font: Buffer): Buffer => enlargeFont(font, ARABIC_ENLARGEMENT);
  const asIs = (font: Buffer): Buffer => font;
  const noto = '@expo-google-fonts/noto-sans-arabic';
  register('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf', monoFamily, withoutArabic);
  register('dejavu-fonts-ttf/ttf/DejaVuSansMono-Bold.ttf', monoFamily, withoutArabic);
  register(`${noto}/400Regular/NotoSansArabic_400Regular.ttf`, arabicFamily, enlarged);
  register(`${noto}/700Bold/NotoSansArabic_700Bold.ttf`, arabicFamily, enlarged);
  register('dejavu-fonts-ttf/ttf/DejaVuSans.ttf', sansFamily, asIs);
  register('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf', sansFamily, asIs);
}

// Changes to TrueType fonts in memory, for what CSS does with `unicode-range` and `size-adjust` and canvas cannot.

/** A copy of `font` drawn `factor` times as large at the same size in pixels. Throws RangeError without a `head`. */
function enlargeFont(font: Uint8Array, factor: number): Buffer {
  const copy = Buffer.from(font);
  const unitsPerEm = findTable(copy, 'head') + 18;
  copy.writeUInt16BE(Math.round(copy.readUInt16BE(unitsPerEm) / factor), unitsPerEm);
  return copy;
}

/**
 * A copy of `font` without some characters, so that the next font of the list draws them: its `cmap` (formats 4 and 12)
 * no longer maps the segments that lie in `hidden`. Throws RangeError without a `cmap`.
 */
function hideCharacters(font: Uint8Array, hidden: readonly CodePointRange[]): Buffer {
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
