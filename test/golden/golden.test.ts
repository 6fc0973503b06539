import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createEscposInterpreter } from '../../src/main/escpos/interpret/interpret-escpos.ts';
import { goldenProfiles } from './golden-cases.ts';
import { makeGoldenFiles } from './golden-files.ts';

/** Goldens change only by `npm run golden`: a missing file is a failure, never made here. */
const golden = (name: string) => readFileSync(new URL(name, import.meta.url));

const files = await makeGoldenFiles();

describe.each(files)('$name', ({ name, bytes, png, text }) => {
  test('the printer gets these bytes', () => {
    expect(Buffer.from(bytes).equals(golden(`${name}.bin`))).toBe(true);
  });

  test('the paper says', () => {
    expect(text).toBe(golden(`${name}.txt`).toString());
  });

  test('the paper looks the same', () => {
    expect(png.equals(golden(`${name}.png`)), `test/golden/${name}.png differs: npm run golden, and look`).toBe(true);
  });

  test('every command is one that the printer knows, and no line is too long', () => {
    const columns = Number(name.slice(-2));
    const profile = goldenProfiles.find((candidate) => candidate.columns === columns);
    const interpreter = createEscposInterpreter({ columns, dots: profile?.dots ?? 0 });
    const events = interpreter.feed(bytes);
    expect(events.filter((event) => event.type === 'unknown')).toEqual([]);
    expect(events.filter((event) => event.type === 'line' && event.overflow)).toEqual([]);
    expect(events.filter((event) => event.type === 'drawer')).toEqual([]);
    expect([interpreter.unfinishedText, interpreter.pendingBytes]).toEqual(['', 0]);
  });
});

test('no golden file is left over from a case that is gone', () => {
  const known = new Set(files.flatMap(({ name }) => [`${name}.bin`, `${name}.png`, `${name}.txt`]));
  const present = readdirSync(new URL('.', import.meta.url)).filter((file) => /\.(bin|png|txt)$/.test(file));
  expect(present.filter((file) => !known.has(file))).toEqual([]);
});
