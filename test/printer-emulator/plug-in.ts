import { renderPaperText } from '../../src/main/drawing/paper/render-paper-text.ts';
import { generic80 } from '../../src/main/escpos/profiles.ts';
import type { VirtualPaper } from '../../src/main/printers/virtual/virtual-paper.ts';
import type { VirtualPrinter, VirtualPrinterOptions } from '../../src/main/printers/virtual/virtual-printer.ts';

type Piece = number[] | string;

/** Text as Latin-1, commands as numbers. */
export const bytesOf = (...pieces: Piece[]): Uint8Array =>
  new Uint8Array(pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece)));

export const cut = [0x1d, 0x56, 0x42, 0];
export const pulse = [0x1b, 0x70, 0, 25, 250];
export const askPaper = [0x1d, 0x72, 1];
export const status = (n: number) => [0x10, 0x04, n];

/** A printer of its own kind on a cable, with everything that comes out of it. By default an 80 mm one at 1 s past the epoch. */
export function plugIn<Printer extends VirtualPrinter, Options extends VirtualPrinterOptions>(
  createPrinter: (options: VirtualPrinterOptions & Partial<Options>) => Printer,
  options: Partial<Options>,
) {
  const profile = options.profile ?? generic80;
  const papers: VirtualPaper[] = [];
  const answers: number[][] = [];
  const lost: unknown[] = [];
  let room = 0;
  const device = createPrinter({
    profile,
    clock: { now: () => 1_000 },
    onPaper: (paper) => void papers.push(paper),
    ...options,
  });
  device.connect({
    onAnswer: (bytes) => answers.push([...bytes]),
    onRoom: () => room++,
    onLost: (cause) => lost.push(cause),
  });
  const send = (...pieces: Piece[]) => device.accept(bytesOf(...pieces));
  const texts = () => papers.map((paper) => renderPaperText(paper.events, profile));
  return { device, papers, texts, answers, lost, send, room: () => room };
}
