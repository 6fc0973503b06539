import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as commands from '../../../src/main/escpos/encode/commands.ts';
import { realTimeCommands } from './encode-read-back.ts';

const hex = (bytes: Uint8Array | null): string => (bytes === null ? 'null' : Buffer.from(bytes).toString('hex'));
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('commands, byte for byte', () => {
  it.each([
    ['ESC @', commands.initialize, '1b40'],
    ['FS .', commands.leaveChineseMode, '1c2e'],
    ['LF', commands.lineFeed, '0a'],
    ['ESC E 1', commands.boldOn, '1b4501'],
    ['ESC E 0', commands.boldOff, '1b4500'],
    ['ESC a 0', commands.alignments.left, '1b6100'],
    ['ESC a 1', commands.alignments.center, '1b6101'],
    ['ESC a 2', commands.alignments.right, '1b6102'],
    ['GS ! normal', commands.sizes.normal, '1d2100'],
    ['GS ! double-height', commands.sizes['double-height'], '1d2101'],
    ['GS ! double', commands.sizes.double, '1d2111'],
    ['GS V 0', commands.fullCut, '1d5600'],
    ['GS V 66 0', commands.partialCut, '1d564200'],
    ['ESC t 19', commands.selectCodePage(19), '1b7413'],
    ['ESC p, 50 and 500 ms', commands.drawerPulse(0, 50, 500), '1b700019fa'],
    ['ESC p, pin 5, clamped', commands.drawerPulse(1, 0, 9999), '1b700101ff'],
    ['ESC p without 10 04', commands.drawerPulse(0, 32, 8), '1b70001104'],
    ['ESC p without 10 14', commands.drawerPulse(0, 32, 40), '1b70001114'],
    ['DLE DC4', commands.realTimeDrawerPulse(1, 120), '1014010102'],
    ['DLE DC4, clamped', commands.realTimeDrawerPulse(0, 5000), '1014010008'],
    ['DLE EOT 4', commands.realTimeStatus(4), '100404'],
    ['GS r 1', commands.bufferedStatus(1), '1d7201'],
    ['GS ( H', commands.processId('A0z9'), '1d284806003030' + '41307a39'],
    ['GS v 0', commands.rasterHeader(48, 128), '1d763000' + '30008000'],
    ['GS k 67', commands.ean13('4006381333931'), `1d6b430d${hex(ascii('4006381333931'))}`],
    ['GS k 73', commands.code128('A{1'), `1d6b4906${hex(ascii('{BA{{1'))}`],
    ['GS h w f H', commands.barcodeStyle(80, 3), '1d68501d77031d66001d4802'],
    [
      'GS ( k',
      commands.qrCode(ascii('hi'), 6),
      '1d286b0400314132001d286b03003143061d286b03003145311d286b05003150306869' + '1d286b0300315130',
    ],
  ])('%s', (_name, bytes, expected) => {
    expect(hex(bytes)).toBe(expected);
  });

  it('refuses a process id that is not four printable characters', () => {
    for (const id of ['abc', 'abcde', 'ab\x10\x04', 'é123']) expect(() => commands.processId(id)).toThrow(RangeError);
  });

  it('leaves a QR code whose length reads as a real-time command to be drawn', () => {
    expect(commands.qrCode(new Uint8Array(1037).fill(65), 2)).toBeNull();
    expect(commands.qrCode(new Uint8Array(1293).fill(65), 2)).toBeNull();
    expect(commands.qrCode(new Uint8Array(1038).fill(65), 2)).not.toBeNull();
  });

  it('never makes a real-time command out of a drawer pulse', () => {
    fc.assert(
      fc.property(fc.nat(600), fc.nat(600), (onMs, offMs) => {
        expect(realTimeCommands(commands.drawerPulse(0, onMs, offMs))).toEqual([]);
      }),
    );
  });
});
