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

/** In the order of `GS k m`: m = 0… ends with NUL, m = 65… begins with its length. */
const symbologies: readonly Symbology[] = [
  'upc-a',
  'upc-e',
  'ean13',
  'ean8',
  'code39',
  'itf',
  'codabar',
  'code93',
  'code128',
];

const barcode: CommandHandler = ({ state }, bytes) => {
  const system = byteAt(bytes, 2);
  const symbology = symbologies[system >= 65 ? system - 65 : system];
  if (symbology === undefined) return 'no such barcode';
  const raw = system >= 65 ? bytes.subarray(4) : bytes.subarray(3, -1);
  const data = barcodeData(symbology, raw);
  return data === undefined
    ? `no ${symbology} can hold this data`
    : [{ type: 'barcode', symbology, data, ...state.barcode, align: state.align }];
};

function barcodeData(symbology: Symbology, raw: Uint8Array): string | undefined {
  const text = String.fromCharCode(...raw);
  if (symbology === 'code128') return code128Data(text);
  if (symbology === 'ean13') return /^\d{12,13}$/.test(text) ? withEan13Check(text) : undefined;
  return text === '' ? undefined : text;
}

/** `{A` `{B` `{C` choose the code set (it must come first), `{{` is a brace; in set C a byte is two digits. */
function code128Data(text: string): string | undefined {
  if (!/^\{[ABC]./s.test(text)) return undefined;
  let set = '';
  let data = '';
  for (let index = 0; index < text.length; index++) {
    const next = text[index + 1] ?? '';
    if (text[index] === '{') {
      index++;
      if (next === '{') data += '{';
      else if ('ABC'.includes(next) && next !== '') set = next;
      else return undefined;
    } else if (set === 'C') {
      const pair = text.charCodeAt(index);
      if (pair > 99) return undefined;
      data += String(pair).padStart(2, '0');
    } else data += text[index];
  }
  return data === '' ? undefined : data;
}

/** The printer computes the 13th digit; given a wrong one it prints nothing. */
function withEan13Check(digits: string): string | undefined {
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
