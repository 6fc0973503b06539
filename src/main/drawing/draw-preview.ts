import { createEscposInterpreter } from '../escpos/interpret-escpos.ts';
import type { PaperSize } from '../escpos/profile.ts';
import { renderPaper } from './render-paper.ts';

/** The paper that these bytes make, as PNG: what the printer gets is what a person sees. */
export function drawPreview(bytes: Uint8Array, { columns, dots }: PaperSize): Promise<Buffer> {
  const events = createEscposInterpreter({ columns, dots }).feed(bytes);
  return renderPaper(events, { dots });
}
