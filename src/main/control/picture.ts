import type { Picture } from '../../shared/bridge.ts';

/** A PNG for a page's `<img>`; its size stands in its first chunk (PNG, 11.2.1). */
export function toPicture(png: Buffer): Picture {
  return {
    dataUrl: `data:image/png;base64,${png.toString('base64')}`,
    width: png.readUInt32BE(16),
    height: png.readUInt32BE(20),
  };
}
