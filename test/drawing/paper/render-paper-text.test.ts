import { expect, it } from 'vitest';
import { renderPaperText } from '../../../src/main/drawing/paper/render-paper-text.ts';
import { createEscposInterpreter } from '../../../src/main/escpos/interpret/interpret-escpos.ts';

function render(...pieces: (number[] | string)[]): string[] {
  const bytes = pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece));
  const events = createEscposInterpreter({ columns: 32 }).feed(new Uint8Array(bytes));
  return renderPaperText(events, { columns: 32 }).split('\n').slice(0, -1);
}

it('sets text as it stands on the paper', () => {
  expect(render('gauche\n', [0x1b, 0x61, 1], 'milieu\n', [0x1b, 0x61, 2], 'droite\n')).toEqual([
    'gauche',
    '             milieu',
    '                          droite',
  ]);
});

it('counts double width when it aligns', () => {
  expect(render([0x1b, 0x61, 2, 0x1d, 0x21, 0x10], 'ab\n')).toEqual([`${' '.repeat(28)}ab`]);
});

it('shows the paper fed', () => {
  expect(render('a\n\n\n\n\n\nb\n')).toEqual(['a', '', '', '', '', '', 'b']);
});

it('names what is not text', () => {
  const qr = [0x1d, 0x28, 0x6b, 5, 0, 49, 80, 48, 0x34, 0x32, 0x1d, 0x28, 0x6b, 3, 0, 49, 81, 48];
  const lines = render(
    [0x1b, 0x70, 0, 25, 250],
    [0x1d, 0x76, 0x30, 0, 2, 0, 1, 0, 1, 2],
    qr,
    [0x1d, 0x6b, 67, 12],
    '400638133393',
    [0x1b, 0x99],
    [0x1d, 0x56, 1],
  );
  expect(lines).toEqual([
    '[tiroir ouvert]',
    '[image 16×1]',
    '[QR 42]',
    '[ean13 4006381333931]',
    '[commande inconnue 1B 99 : unknown command]',
    '- - - - - - - ✂ - - - - - - -',
  ]);
});
