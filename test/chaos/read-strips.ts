import type { PaperStrip } from './evidence.ts';

/** The first line of every receipt: the shop's name. */
const head = 'Fée Maison';

/**
 * The receipts, whole or in part, on the papers. A killed agent's fragment and the next job's receipt may share a paper:
 * each head begins a strip. Pulses of the drawer are shown between the lines and belong to none.
 */
export function readStrips(papers: readonly { text: string }[]): PaperStrip[] {
  return papers.flatMap(({ text }) => {
    const strips: string[][] = [];
    for (const raw of text.split('\n')) {
      const line = raw.replace(/\s+/g, ' ').trim();
      if (line === '' || line === '[tiroir ouvert]' || line.includes('✂')) {
        continue;
      }
      if (line === head || strips.length === 0) {
        strips.push([]);
      }
      strips.at(-1)?.push(line);
    }
    return strips.map((lines) => ({ lines }));
  });
}

export function startsWithHead({ lines }: PaperStrip): boolean {
  return lines[0] === head;
}
