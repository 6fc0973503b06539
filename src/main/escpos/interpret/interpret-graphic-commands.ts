import { rasterHeaderLength } from './interpret-command-length.ts';
import type { Symbology } from './interpret-events.ts';
import { byteAt, type CommandContext, type CommandHandler, numberAt } from './interpret-state.ts';

/** Epson prints graphics only from the beginning of a line; elsewhere their bytes come out as text or not at all. */
const atLineStart =
  (handler: CommandHandler): CommandHandler =>
  (context, bytes) =>
    context.line.isEmpty ? handler(context, bytes) : 'graphics in the middle of a line';

const raster: CommandHandler = ({ state, dots }, bytes) => {
  if (numberAt(bytes, 3) !== 0) return 'a magnified image is not interpreted';
  const data = bytes.slice(rasterHeaderLength);
  if (data.length === 0) return 'an image of impossible size';
  const bytesPerRow = byteAt(bytes, 4) + byteAt(bytes, 5) * 256;
  const bitmap = { width: bytesPerRow * 8, height: data.length / bytesPerRow, data };
  return [{ type: 'raster', bitmap, align: state.align, clipped: bitmap.width > dots }];
};

const qrLevels = ['L', 'M', 'Q', 'H'] as const;

/** `GS ( k pL pH cn fn …`; cn 49 is the QR code. */
const qrFunctions: Record<number, CommandHandler> = {
  65: (_context, bytes) => (numberAt(bytes, 7) === 2 ? [] : 'QR model 1 and Micro QR are not interpreted'),
  67: ({ state }, bytes) => {
    const moduleDots = byteAt(bytes, 7);
    if (moduleDots < 1 || moduleDots > 16) return 'no such module size';
    state.qr.moduleDots = moduleDots;
    return [];
  },
  69: ({ state }, bytes) => {
    const level = qrLevels[numberAt(bytes, 7)];
    if (level === undefined) return 'no such error correction';
    state.qr.errorCorrection = level;
    return [];
  },
  80: ({ state }, bytes) => {
    state.qr.data = new TextDecoder().decode(bytes.subarray(8));
    return state.qr.data === '' ? 'a QR code without data' : [];
  },
  81: atLineStart(({ state }) => {
    const { data, ...look } = state.qr;
    return data ? [{ type: 'qr', data, ...look, align: state.align }] : 'a QR code printed before its data';
  }),
};

const qr: CommandHandler = (context, bytes) => {
  const handler = byteAt(bytes, 5) === 49 ? qrFunctions[byteAt(bytes, 6)] : undefined;
  return handler ? handler(context, bytes) : 'this symbol is not interpreted';
};

/** By m of `GS k m n`; the models read the old forms, which end with NUL, as they like. */
const symbologies: Readonly<Record<number, Symbology>> = { 67: 'ean13', 73: 'code128' };

const barcode: CommandHandler = ({ state }, bytes) => {
  const symbology = symbologies[byteAt(bytes, 2)];
  if (symbology === undefined) return 'this barcode is not interpreted';
  const text = String.fromCharCode(...bytes.subarray(4));
  const data = symbology === 'code128' ? code128Data(text) : ean13Data(text);
  return data === undefined
    ? `no ${symbology} can hold this data`
    : [{ type: 'barcode', symbology, data, ...state.barcode, align: state.align }];
};

/** `{B` chooses the code set and must come first; `{{` is a brace, another `{` would change the set. */
function code128Data(text: string): string | undefined {
  const data = /^\{B((?:[\x20-z|}~]|\{\{){1,80})$/.exec(text)?.[1];
  return data?.replaceAll('{{', '{');
}

/** The printer computes the 13th digit; given a wrong one it prints nothing. */
function ean13Data(digits: string): string | undefined {
  if (!/^\d{12,13}$/.test(digits)) return undefined;
  const sum = [...digits.slice(0, 12)].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0);
  const whole = digits.slice(0, 12) + ((10 - (sum % 10)) % 10);
  return digits.length === 12 || digits === whole ? whole : undefined;
}

const textPlaces = ['none', 'above', 'below', 'both'] as const;

function setBarcode(context: CommandContext, change: Partial<CommandContext['state']['barcode']>): [] {
  Object.assign(context.state.barcode, change);
  return [];
}

export const graphicCommands: Record<string, CommandHandler> = {
  '1d76': atLineStart(raster),
  '1d286b': qr,
  '1d6b': atLineStart(barcode),
  '1d68': (context, bytes) => {
    const heightDots = byteAt(bytes, 2);
    return heightDots === 0 ? 'a barcode without height' : setBarcode(context, { heightDots });
  },
  '1d77': (context, bytes) => {
    const moduleDots = byteAt(bytes, 2);
    return moduleDots < 2 || moduleDots > 6 ? 'no such module width' : setBarcode(context, { moduleDots });
  },
  '1d48': (context, bytes) => {
    const text = textPlaces[numberAt(bytes, 2)];
    return text === undefined ? 'no such place for the text' : setBarcode(context, { text });
  },
  '1d66': (_context, bytes) => (numberAt(bytes, 2) === 0 ? [] : 'another barcode font is not interpreted'),
};
