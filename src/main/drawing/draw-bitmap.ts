import type { Bitmap } from '../documents/receipt.ts';
import { loadCanvas } from './fonts.ts';

/** A bitmap as PNG, one pixel a dot: what the paper will show of a logo. Throws AgentError `DRAWING_UNAVAILABLE`. */
export async function drawBitmap({ width, height, data }: Bitmap): Promise<Buffer> {
  const canvas = loadCanvas().createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let dot = 0; dot < width * height; dot += 1) {
    const isBlack = ((data[dot >> 3] ?? 0) & (0x80 >> (dot & 7))) !== 0;
    image.data.fill(isBlack ? 0 : 255, dot * 4, dot * 4 + 3);
    image.data[dot * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas.encode('png');
}
