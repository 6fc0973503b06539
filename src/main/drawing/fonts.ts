/** The canvas and the agent's own fonts, loaded at first need: loading @napi-rs/canvas takes about 90 ms. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Canvas from '@napi-rs/canvas';
import { AgentError } from '../base/errors.ts';
import { type CodePointRange, enlargeFont, hideCharacters } from './adapt-font.ts';

export type CanvasModule = typeof Canvas;

/** Names that no system font bears, so that every machine draws the same. */
export const monoFamily = 'SmartPOS Mono';
const arabicFamily = 'SmartPOS Arabic';
export const sansFamily = 'SmartPOS Sans';

/** Latin in cells, Arabic shaped, then the widest repertoire; the system's fonts for the rest (Chinese, emoji). */
export const fontStack = `'${monoFamily}', '${arabicFamily}', '${sansFamily}', sans-serif`;

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
