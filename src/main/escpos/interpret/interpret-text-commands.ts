import type { Align } from '../../documents/receipt.ts';
import { isSharedPage } from './interpret-code-pages.ts';
import { byteAt, type CommandHandler, defaultLineSpacingDots, numberAt } from './interpret-state.ts';

const aligns: readonly Align[] = ['left', 'center', 'right'];

/** Accepts a command only with the value that changes nothing: everything else is not drawn here. */
const onlyDefault =
  (what: string): CommandHandler =>
  (_context, bytes) =>
    bytes.subarray(2).every((byte) => byte === 0 || byte === 0x30) ? [] : `${what} is not interpreted`;

const lineFeed: CommandHandler = ({ state, line, endLine }) =>
  line.isEmpty ? [{ type: 'feed', lines: 1, dots: state.lineSpacingDots }] : endLine(state.lineSpacingDots);

/** The line in the buffer takes one of the n. */
const feedLines: CommandHandler = ({ state, endLine }, bytes) => {
  const printed = endLine(state.lineSpacingDots);
  const lines = Math.max(0, byteAt(bytes, 2) - printed.length);
  return lines === 0 ? printed : [...printed, { type: 'feed', lines, dots: lines * state.lineSpacingDots }];
};

const feedDots: CommandHandler = ({ endLine }, bytes) => {
  const dots = byteAt(bytes, 2);
  const printed = endLine(dots);
  return printed.length > 0 || dots === 0 ? printed : [{ type: 'feed', lines: 0, dots }];
};

const selectPrintMode: CommandHandler = ({ state }, bytes) => {
  const mode = byteAt(bytes, 2);
  state.emphasized = (mode & 0x08) !== 0;
  state.heightScale = mode & 0x10 ? 2 : 1;
  state.widthScale = mode & 0x20 ? 2 : 1;
  state.underline = mode & 0x80 ? 1 : 0;
  return mode & 0x01 ? 'font B is not interpreted' : [];
};

const selectSize: CommandHandler = ({ state }, bytes) => {
  const size = byteAt(bytes, 2);
  if (size & 0x88) return 'magnification above 8';
  state.widthScale = (size >> 4) + 1;
  state.heightScale = (size & 0x07) + 1;
  return [];
};

const selectUnderline: CommandHandler = ({ state }, bytes) => {
  const thickness = numberAt(bytes, 2);
  if (thickness !== 0 && thickness !== 1 && thickness !== 2) return 'no such underline';
  state.underline = thickness;
  return [];
};

/** Epson: taken only at the beginning of a line; clones apply it at once, to the whole line. */
const selectAlign: CommandHandler = ({ state, line }, bytes) => {
  const align = aligns[numberAt(bytes, 2)];
  if (align === undefined) return 'no such alignment';
  if (!line.isEmpty) return 'alignment changed inside a line';
  state.align = align;
  return [];
};

const selectCodePage: CommandHandler = ({ state }, bytes) => {
  state.codePage = byteAt(bytes, 2);
  return isSharedPage(state.codePage) ? [] : 'this code page differs by maker';
};

/** By the bytes that name them, in hexadecimal. */
export const textCommands: Record<string, CommandHandler> = {
  // Ignored by printers; the agent sends them to fill an image that was cut off.
  '00': () => [],
  '0a': lineFeed,
  '1b64': feedLines,
  '1b4a': feedDots,
  '1b40': (context) => context.initialize(),
  '1b21': selectPrintMode,
  '1d21': selectSize,
  '1b2d': selectUnderline,
  '1b45': ({ state }, bytes) => {
    state.emphasized = (byteAt(bytes, 2) & 1) !== 0;
    return [];
  },
  '1b47': ({ state }, bytes) => {
    state.doubleStrike = (byteAt(bytes, 2) & 1) !== 0;
    return [];
  },
  '1b61': selectAlign,
  '1b74': selectCodePage,
  '1b32': ({ state }) => {
    state.lineSpacingDots = defaultLineSpacingDots;
    return [];
  },
  '1b33': ({ state }, bytes) => {
    state.lineSpacingDots = byteAt(bytes, 2);
    return [];
  },
  '1c26': ({ state }) => {
    state.chineseMode = true;
    return [];
  },
  '1c2e': ({ state }) => {
    state.chineseMode = false;
    return [];
  },
  '1b4d': onlyDefault('another font'),
  '1b52': onlyDefault('another international set'),
  '1b20': onlyDefault('character spacing'),
  '1d4c': onlyDefault('a left margin'),
  '1d42': onlyDefault('white on black'),
  '1b7b': onlyDefault('upside-down print'),
  '1b56': onlyDefault('rotation'),
};
