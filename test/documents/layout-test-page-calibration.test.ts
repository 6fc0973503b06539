import { describe, expect, it } from 'vitest';
import type { Calibration } from '../../src/main/documents/document.ts';
import { createTextRasterizer } from '../../src/main/drawing/rasterize-text.ts';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { createJobEncoder, profileOf } from '../../src/main/station/encode-job.ts';
import { goldenShop } from '../golden/golden-cases.ts';
import { decodePapers } from '../printer-emulator/paper-text.ts';

/** The page as a 58 mm till makes it, on a printer of so many columns. */
function printOn(columns: number, calibration: Calibration) {
  const encode = createJobEncoder({
    profile: generic58,
    shop: goldenShop,
    logo: null,
    version: '1.2.3',
    printerDescription: () => 'virtual',
    addresses: () => [],
    drawer: { pin: 0, onMs: 50, offMs: 500 },
    rasterizer: createTextRasterizer(),
  });
  const bytes = encode({ document: { kind: 'test', calibration }, documentDate: 0, createdAt: 0 } as Job);
  return decodePapers(bytes, columns);
}

const rulers = (lines: readonly string[]) => lines.filter((line) => /^[\d<]+$/.test(line));

describe('the calibration page', () => {
  it('shows the width of the paper: a ruler too wide for the printer goes on in the next line', () => {
    const choice = { profile: 'epson-80', columns: 48 } as const;
    const on48 = rulers(printOn(48, choice)[0]?.lines ?? []);
    expect(on48.map((line) => line.length)).toEqual([32, 42, 48]);
    expect(on48.map((line) => line.slice(-3))).toEqual(['<32', '<42', '<48']);
    const on32 = rulers(printOn(32, choice)[0]?.lines ?? []);
    expect(on32.map((line) => line.length)).toEqual([32, 32, 10, 32, 16]);
  });

  it('names each code page of the profile before its accents, the euro where it has one', () => {
    const lines = printOn(48, { profile: 'epson-80', columns: 48 })[0]?.lines ?? [];
    const samples = lines.filter((line) => /^cp\d+ /.test(line)).map((line) => line.replace(/ +/g, ' ').trimEnd());
    expect(samples).toEqual([
      'cp858 é è ç à ù ê ï « » € °',
      'cp1252 é è ç à ù ê ï œ ’ « » € °',
      'cp437 é è ç à ù ê ï « » °',
    ]);
  });

  it('cuts as the tried profile does, whatever the one in use', () => {
    const cut = printOn(48, { profile: 'epson-80', columns: 48 });
    expect(cut.at(-1)?.events.at(-1)?.type).toBe('cut');
    expect(cut[0]?.text).toContain('Le papier doit être coupé');
    const torn = printOn(32, { profile: 'generic-58', columns: 32 });
    expect(torn[0]?.events.some(({ type }) => type === 'cut')).toBe(false);
    expect(torn[0]?.text).toContain('déchirez');
  });

  it('is drawn with the tried profile too, and with the one in use when an update has taken that away', () => {
    const jobFor = (profile: string) => ({ document: { kind: 'test', calibration: { profile, columns: 42 } } }) as Job;
    expect(profileOf(jobFor('epson-80'), generic58)).toMatchObject({ id: 'epson-80', columns: 42, dots: 512 });
    expect(profileOf(jobFor('gone'), generic58)).toMatchObject({ id: 'generic-58', columns: 42 });
    expect(profileOf({ document: { kind: 'test' } } as Job, generic58)).toBe(generic58);
  });
});
