/** Width of a text, in the same unit as the width that it is wrapped to: cells for code pages, dots for drawings. */
export type Measure = (text: string) => number;

/**
 * Lines of at most `width` for one paragraph. Its leading spaces are kept, and the continuation lines hang by as many
 * (by half the width at most, so that a word always has room).
 */
export function wrapParagraph(paragraph: string, width: number, measure: Measure): string[] {
  let start = 0;
  while (paragraph[start] === ' ') start++;
  const body = paragraph.slice(start).trimEnd();
  if (start === 0) return wrapWords(body, width, measure);
  const cell = measure(' ');
  const indent = ' '.repeat(Math.min(start, Math.floor(width / 2 / cell)));
  return wrapWords(body, width - indent.length * cell, measure).map((line) => indent + line);
}

/**
 * Breaks a paragraph at its spaces into lines of at most `width`; a word wider than a line is broken between
 * graphemes. At least one line, maybe empty. A single grapheme wider than `width` stands alone on its line.
 */
function wrapWords(paragraph: string, width: number, measure: Measure): string[] {
  if (measure(paragraph) <= width) return [paragraph];
  const lines: string[] = [];
  let line = '';
  let gap = '';
  for (const piece of paragraph.split(/( +)/)) {
    if (piece === '' || piece.startsWith(' ')) {
      gap = piece;
      continue;
    }
    const candidate = line + (line === '' ? '' : gap) + piece;
    if (measure(candidate) <= width) {
      line = candidate;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = breakWord(piece, width, measure);
    line = parts.pop() ?? '';
    lines.push(...parts);
  }
  lines.push(line);
  return lines;
}

/** Cuts a text between graphemes into parts of at most `width`, one grapheme at least in each. */
export function breakWord(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    if (part !== '' && measure(part + segment) > width) {
      parts.push(part);
      part = '';
    }
    part += segment;
  }
  parts.push(part);
  return parts;
}

export interface ColumnsRow {
  left: string;
  right: string;
}

/**
 * The rows of a label and its amount. The label wraps; the amount stands whole on the label's last row when they fit
 * with `gap` between, else on a row of its own. Null when the amount alone is wider than `width`.
 */
export function layoutColumns(
  label: { left: string; right: string },
  width: number,
  gap: number,
  measure: Measure,
): ColumnsRow[] | null {
  const rightWidth = measure(label.right);
  if (rightWidth > width) return null;
  const rows = label.left.split('\n').flatMap((paragraph) => wrapParagraph(paragraph, width, measure));
  const last = rows.at(-1);
  const fits = last === undefined || last === '' || measure(last) + gap + rightWidth <= width || label.right === '';
  const alone = fits ? [] : [{ left: '', right: label.right }];
  return [
    ...rows.map((left, index) => ({ left, right: fits && index === rows.length - 1 ? label.right : '' })),
    ...alone,
  ];
}
