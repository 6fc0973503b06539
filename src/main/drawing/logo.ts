import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AgentError, systemErrorCode } from '../base/errors.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { loadCanvas } from './fonts.ts';

/** The widest paper, in dots; the encoder fits the logo to narrower ones. */
const largestWidth = 576;
/** 35 mm of paper: a logo, not a poster. */
const largestHeight = 280;
/** Darker than this is printed: thermal paper knows no grey. */
const threshold = 128;

/** The window takes 1 MB; a technician may lay a larger file there by hand. */
const largestBytes = 10 * 1024 * 1024;
/** A picture of a few hundred kilobytes may unpack to gigabytes: its size is read before it is decoded. */
const largestDots = 25_000_000;

/**
 * Reads a PNG or JPEG as dots for the head of every receipt, scaled down to at most 576 × 280.
 *
 * @throws AgentError `LOGO_UNREADABLE`, whose sentence says what is wrong with the file
 */
export async function loadLogo(file: string): Promise<Bitmap> {
  const bytes = await readLogoFile(file);
  const size = readPictureSize(bytes);
  if (size !== null && size.width * size.height > largestDots) {
    throw unreadable(`Le logo ${file} est trop grand (${size.width} × ${size.height} points)`);
  }
  if (size === null || size.width === 0 || size.height === 0) throw noPicture(file);
  if (!isWholePicture(bytes)) throw unreadable(`Le logo ${file} n'a pas été copié en entier`);
  const { createCanvas, loadImage } = loadCanvas();
  let image: Awaited<ReturnType<typeof loadImage>>;
  try {
    image = await loadImage(bytes);
  } catch (cause) {
    throw noPicture(file, cause);
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

async function readLogoFile(file: string): Promise<Buffer> {
  let handle: FileHandle | null = null;
  try {
    // Without waiting: a pipe with nobody at its other end would hold the start for ever.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat();
    if (!stats.isFile()) throw unreadable(`Le logo ${file} n'est pas un fichier`);
    if (stats.size > largestBytes) throw unreadable(`Le logo ${file} dépasse 10 Mo`);
    return await handle.readFile();
  } catch (cause) {
    if (cause instanceof AgentError) throw cause;
    const isThere = !['ENOENT', 'ENOTDIR'].includes(systemErrorCode(cause));
    throw unreadable(`Le logo ${file} ${isThere ? 'ne peut pas être lu' : 'est introuvable'}`, cause);
  } finally {
    await handle?.close();
  }
}

function noPicture(file: string, cause?: unknown): AgentError {
  return unreadable(`Le logo ${file} n'est pas une image PNG ou JPEG lisible`, cause);
}

function unreadable(what: string, cause?: unknown): AgentError {
  const message = `${what} : les tickets s'impriment sans logo. Choisissez une autre image dans la rubrique Magasin.`;
  return new AgentError('LOGO_UNREADABLE', message, { cause });
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

interface PictureSize {
  width: number;
  height: number;
}

/** Segments of a JPEG that hold its size: SOF0 to SOF15, without DHT, JPG and DAC (ITU T.81, table B.1). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The size that a PNG or JPEG says it has, without decoding it; null: it is neither, or is cut short before that. */
function readPictureSize(bytes: Buffer): PictureSize | null {
  return readPngSize(bytes) ?? readJpegSize(bytes);
}

/**
 * Whether a PNG or JPEG has its end: a file that was cut short while it was copied decodes to a picture that is black, or
 * white, below the cut.
 */
function isWholePicture(bytes: Buffer): boolean {
  return readPngSize(bytes) === null ? hasJpegEnd(bytes) : hasPngEnd(bytes);
}

/** Chunk by chunk to IEND (PNG specification, 5.3): length, type, data, checksum. */
function hasPngEnd(bytes: Buffer): boolean {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return true;
  }
  return false;
}

/** An EOI behind the beginning of the picture's own data (SOS): a thumbnail in its head has one of its own. */
function hasJpegEnd(bytes: Buffer): boolean {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
    at += bytes[at + 1] === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return bytes[at + 1] === 0xda && bytes.indexOf(Buffer.from([0xff, 0xd9]), at) >= 0;
}

/** The first chunk is always IHDR (PNG specification, 11.2.1). */
function readPngSize(bytes: Buffer): PictureSize | null {
  const isPng = bytes.length >= 24 && bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n';
  if (!isPng || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function readJpegSize(bytes: Buffer): PictureSize | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrame(marker)) return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    // A marker may have any number of fill bytes before it (B.1.1.2).
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}
