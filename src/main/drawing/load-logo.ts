import { readFile } from 'node:fs/promises';
import type { Bitmap } from '../documents/receipt.ts';
import { AgentError } from '../errors.ts';
import { loadCanvas } from './fonts.ts';

/** The widest paper, in dots; the encoder fits the logo to narrower ones. */
const largestWidth = 576;
/** 35 mm of paper: a logo, not a poster. */
const largestHeight = 280;
/** Darker than this is printed: thermal paper knows no grey. */
const threshold = 128;

/**
 * Reads a PNG or JPEG as dots for the head of every receipt, scaled down to at most 576 × 280.
 *
 * @throws AgentError `INVALID_SETTING` when the file is missing or no picture
 */
export async function loadLogo(file: string): Promise<Bitmap> {
  const { createCanvas, loadImage } = loadCanvas();
  let image: Awaited<ReturnType<typeof loadImage>>;
  try {
    image = await loadImage(await readFile(file));
  } catch (cause) {
    throw new AgentError('INVALID_SETTING', `Le logo ${file} n'est pas une image PNG ou JPEG lisible.`, { cause });
  }
  const scale = Math.min(1, largestWidth / image.width, largestHeight / image.height);
  const width = Math.max(8, Math.ceil((image.width * scale) / 8) * 8);
  const height = Math.max(1, Math.round(image.height * scale));
  const context = createCanvas(width, height).getContext('2d');
  // What is transparent stays paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, image.width * scale, height);
  return toBitmap(context.getImageData(0, 0, width, height).data, width, height);
}

function toBitmap(pixels: Uint8ClampedArray, width: number, height: number): Bitmap {
  const data = new Uint8Array((width / 8) * height);
  for (let dot = 0; dot < width * height; dot += 1) {
    const red = pixels[dot * 4] ?? 255;
    const green = pixels[dot * 4 + 1] ?? 255;
    const blue = pixels[dot * 4 + 2] ?? 255;
    // Rec. 601 luma.
    if (0.299 * red + 0.587 * green + 0.114 * blue < threshold) {
      data[dot >> 3] = (data[dot >> 3] ?? 0) | (0x80 >> (dot & 7));
    }
  }
  return { width, height, data };
}
