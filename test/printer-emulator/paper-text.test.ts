import { expect, it } from 'vitest';
import { decodePapers, paperFaults, paperText } from './paper-text.ts';

const bytesOf = (...pieces: (number[] | string)[]) =>
  Buffer.from(pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece)));
const cut = [0x1d, 0x56, 1];

it('gives the text of each paper', () => {
  const papers = decodePapers(bytesOf([0x1b, 0x40], 'un\n', cut, [0x1b, 0x40], 'deux\n'), 32);
  expect(papers.map((paper) => paper.lines[0])).toEqual(['un', 'deux']);
  expect(paperText(bytesOf('un\n', cut), 32)).toContain('✂');
});

it('refuses a job whose end nobody would see', () => {
  expect(() => paperText(bytesOf('un'), 32)).toThrow('never printed');
  expect(() => paperText(bytesOf([0x1b]), 32)).toThrow('lacks bytes');
});

it('finds what must never be on a paper', () => {
  const [paper] = decodePapers(bytesOf(`${'x'.repeat(33)}\n`, [0x1b, 0x99]), 32);
  expect(paperFaults(paper?.events ?? []).map((event) => event.type)).toEqual(['line', 'unknown']);
});
