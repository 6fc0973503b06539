import { describe, expect, it } from 'vitest';
import { packIco } from '../../scripts/pack-ico.ts';

describe('an .ico file', () => {
  it('has a directory that points at its pictures', () => {
    const ico = Buffer.from(packIco([16, 256].map((size) => ({ size, png: Buffer.from(`png of ${size}`) }))));
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 2]);
    const pictures = [0, 1].map((index) => {
      const entry = 6 + 16 * index;
      const start = ico.readUInt32LE(entry + 12);
      return { side: ico[entry], text: ico.toString('utf8', start, start + ico.readUInt32LE(entry + 8)) };
    });
    expect(pictures).toEqual([
      { side: 16, text: 'png of 16' },
      { side: 0, text: 'png of 256' },
    ]);
  });
});
