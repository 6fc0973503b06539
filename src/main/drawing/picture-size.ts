export interface PictureSize {
  width: number;
  height: number;
}

/** Segments of a JPEG that hold its size: SOF0 to SOF15, without DHT, JPG and DAC (ITU T.81, table B.1). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** The size that a PNG or JPEG says it has, without decoding it; null: it is neither, or is cut short before that. */
export function readPictureSize(bytes: Buffer): PictureSize | null {
  return readPngSize(bytes) ?? readJpegSize(bytes);
}

/**
 * Whether a PNG or JPEG has its end: a file that was cut short while it was copied decodes to a picture that is black, or
 * white, below the cut.
 */
export function isWholePicture(bytes: Buffer): boolean {
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
