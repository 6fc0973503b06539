import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { TrayPicture } from '../../src/main/desktop/tray/tray-look.ts';

/** The signal colour of each picture, as scripts/draw-icons.ts draws it. */
const signals: Record<TrayPicture, readonly [number, number, number]> = {
  ready: [0x1f, 0xa4, 0x63],
  printing: [0x2f, 0x86, 0xff],
  attention: [0xff, 0xab, 0x00],
  stopped: [0xe5, 0x38, 0x3b],
};

/** What the icon on the screen says, by its colour; null when none of the colours is there. */
export async function readTrayPicture(png: Buffer): Promise<TrayPicture | null> {
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const counts = Object.entries(signals).map(([name, colour]) => ({ name, count: countNear(data, colour) }));
  const best = counts.sort((a, b) => b.count - a.count)[0];
  return best === undefined || best.count < 4 ? null : (best.name as TrayPicture);
}

function countNear(data: Uint8ClampedArray, [red, green, blue]: readonly [number, number, number]): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const distance =
      Math.abs((data[i] ?? 0) - red) + Math.abs((data[i + 1] ?? 0) - green) + Math.abs((data[i + 2] ?? 0) - blue);
    if (distance < 24) count += 1;
  }
  return count;
}
