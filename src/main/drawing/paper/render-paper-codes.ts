import type { SKRSContext2D } from '@napi-rs/canvas';
import { encode } from 'uqr';
import { code128Modules, ean13Modules } from '../../escpos/encode/barcode-modules.ts';
import type { BarcodeEvent, QrEvent } from '../../escpos/interpret/interpret-events.ts';
import { alignedLeft, cellDots, cellRows, type PaperBlock } from './render-paper-block.ts';
import { drawCells } from './render-paper-line.ts';

/** Rows between the bars and their text. */
const textGapRows = 4;

/** Bytes that the largest symbol holds (ISO/IEC 18004, version 40). */
const qrCapacities = { L: 2953, M: 2331, Q: 1663, H: 1273 };

/** What does not fit is not printed at all, by real printers neither. */
const nothing: PaperBlock = { rows: 0, draw: () => {} };

export function qrBlock(event: QrEvent, dots: number): PaperBlock {
  if (Buffer.byteLength(event.data) > qrCapacities[event.errorCorrection]) return nothing;
  const { data, size } = encode(event.data, { ecc: event.errorCorrection, boostEcc: false, border: 0 });
  const width = size * event.moduleDots;
  if (width > dots) return nothing;
  const left = alignedLeft(width, event.align, dots);
  return {
    rows: width,
    draw(context, top) {
      data.forEach((modules, row) => {
        drawBars(context, modules, {
          left,
          top: top + row * event.moduleDots,
          moduleDots: event.moduleDots,
          rows: event.moduleDots,
        });
      });
    },
  };
}

export function barcodeBlock(event: BarcodeEvent, dots: number): PaperBlock {
  const modules = barcodeModules(event);
  const width = modules.length * event.moduleDots;
  if (width > dots) return nothing;
  const above = event.text === 'above' || event.text === 'both' ? cellRows + textGapRows : 0;
  const below = event.text === 'below' || event.text === 'both' ? cellRows + textGapRows : 0;
  const left = alignedLeft(width, event.align, dots);
  const textLeft = left + ((width - event.data.length * cellDots) >> 1);
  return {
    rows: above + event.heightDots + below,
    draw(context, top) {
      const bars = { left, top: top + above, moduleDots: event.moduleDots, rows: event.heightDots };
      drawBars(context, modules, bars);
      if (above > 0) drawCells(context, event.data, textLeft, top);
      if (below > 0) drawCells(context, event.data, textLeft, top + above + event.heightDots + textGapRows);
    },
  };
}

/** Of what nothing here ever sends, a block of the right place and height: bars nobody can scan. */
function barcodeModules({ symbology, data }: BarcodeEvent): boolean[] {
  if (symbology === 'code128' && /^[\x20-\x7e]{1,80}$/.test(data)) return code128Modules(data);
  if (symbology === 'ean13') return ean13Modules(data);
  return Array(data.length * 12).fill(true);
}

interface Bars {
  left: number;
  top: number;
  moduleDots: number;
  rows: number;
}

function drawBars(context: SKRSContext2D, modules: readonly boolean[], bars: Bars): void {
  modules.forEach((black, index) => {
    if (black) context.fillRect(bars.left + index * bars.moduleDots, bars.top, bars.moduleDots, bars.rows);
  });
}
