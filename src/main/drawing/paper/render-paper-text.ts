import type { Align } from '../../documents/receipt.ts';
import type { EscposEvent, LineEvent } from '../../escpos/interpret/interpret-events.ts';

/**
 * The paper as text, a line of paper a line of text, each ended with `\n`. Wide characters are not spread; images,
 * codes and the machine's doings stand in brackets.
 */
export function renderPaperText(events: readonly EscposEvent[], { columns }: { columns: number }): string {
  return events
    .flatMap((event) => paperLines(event, columns))
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}

function paperLines(event: EscposEvent, columns: number): string[] {
  switch (event.type) {
    case 'line':
      return [place(textOf(event), lineCells(event), event.align, columns)];
    case 'feed':
      return Array(event.lines).fill('');
    case 'raster':
      return [bracketed(`image ${event.bitmap.width}×${event.bitmap.height}`, event.align, columns)];
    case 'qr':
      return [bracketed(`QR ${event.data}`, event.align, columns)];
    case 'barcode':
      return [bracketed(`${event.symbology} ${event.data}`, event.align, columns)];
    case 'cut':
      return [cutLine(columns)];
    case 'drawer':
      return ['[tiroir ouvert]'];
    case 'unknown':
      return [`[commande inconnue ${hex(event.bytes)} : ${event.reason}]`];
    default:
      return [];
  }
}

export function textOf(line: LineEvent): string {
  return line.spans.map((span) => span.text).join('');
}

function lineCells(line: LineEvent): number {
  return line.spans.reduce((sum, { text, widthScale }) => sum + [...text].length * widthScale, 0);
}

function bracketed(text: string, align: Align, columns: number): string {
  return place(`[${text}]`, text.length + 2, align, columns);
}

function place(text: string, cells: number, align: Align, columns: number): string {
  const free = Math.max(0, columns - cells);
  return ' '.repeat(align === 'left' ? 0 : align === 'right' ? free : free >> 1) + text;
}

function cutLine(columns: number): string {
  const dashes = '- '.repeat((columns - 2) >> 2);
  return `${dashes}✂ ${dashes}`;
}

/** The first bytes are enough to name a command. */
export function hex(bytes: Uint8Array): string {
  const shown = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).toUpperCase().padStart(2, '0'));
  return shown.join(' ') + (bytes.length > 8 ? ' …' : '');
}
