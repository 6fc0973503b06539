import { systemErrorCode } from '../../base/errors.ts';
import { createConnector, LinkEnd, type WayLink } from '../transport/connector.ts';
import { createIncomingBytes } from '../transport/incoming-bytes.ts';
import { type Connector, LinkError, type WriteOptions } from '../transport/link.ts';
import { raceEnd } from '../transport/race-end.ts';
import { createPaperStore, type PaperFiles, type PaperPaths } from './virtual-paper-store.ts';
import { VirtualPrinter, type VirtualPrinterOptions } from './virtual-printer.ts';

const maxPieceBytes = 4096;
const maxIncomingBytes = 64 * 1024;

const closedError = new LinkError(
  'PRINTER_OFFLINE',
  "La connexion à l'imprimante virtuelle a été fermée : rouvrez-la avant d'imprimer.",
);

export interface VirtualConnectorOptions extends Omit<VirtualPrinterOptions, 'onPaper'> {
  /** Made at the first `open`. */
  paperDir: string;
  /** The newest papers that stay. Default 500. */
  keepPapers?: number;
  /** Both files are on the disk. */
  onPaperDrawn?: (paths: PaperPaths) => void;
  /** A paper could not be drawn or written; the link is lost with it. */
  onPaperLost?: (error: unknown) => void;
  files?: PaperFiles;
  /** Default: one in good order. It lives as long as the connector, over all of its links. */
  createPrinter?: (options: VirtualPrinterOptions) => VirtualPrinter;
}

/**
 * The embedded printer: each paper is drawn to `paperDir` as PNG and text. A fence is answered when the paper before it is
 * on the disk. A paper that cannot be written ends the link with `PAPER_NOT_SAVED`, or `PRINTER_PERMISSION`.
 */
export function createVirtualConnector(options: VirtualConnectorOptions): Connector {
  const { paperDir, keepPapers = 500, profile, clock, files, onPaperDrawn, onPaperLost } = options;
  const { createPrinter = (made) => new VirtualPrinter(made) } = options;
  const store = createPaperStore({ paperDir, keepPapers, profile, ...(files && { files }) });
  const explainLoss = (cause: unknown) => explainPaperFailure(paperDir, cause);
  const printer = createPrinter({
    profile,
    clock,
    async onPaper(paper) {
      try {
        const paths = await store.save(paper);
        onPaperDrawn?.(paths);
      } catch (error) {
        onPaperLost?.(error);
        throw error;
      }
    },
  });
  return createConnector({
    kind: 'virtual',
    description: 'virtual',
    closed: closedError,
    open: async () => {
      try {
        await store.open();
      } catch (error) {
        throw explainLoss(error);
      }
      return new VirtualLink(printer, explainLoss);
    },
  });
}

/** The traffic of one connection to the printer, until it is lost or closed. */
class VirtualLink implements WayLink {
  readonly readable = true;
  readonly #printer: VirtualPrinter;
  readonly #incoming = createIncomingBytes(maxIncomingBytes);
  readonly #end = new LinkEnd();
  #onRoom = () => {};
  #closed: Promise<void> | null = null;

  constructor(printer: VirtualPrinter, explainLoss: (cause: unknown) => LinkError) {
    this.#printer = printer;
    printer.connect({
      onAnswer: (bytes) => this.#incoming.push(bytes),
      onRoom: () => this.#onRoom(),
      onLost: (cause) => this.#end.come(explainLoss(cause)),
    });
  }

  get ended(): AbortSignal {
    return this.#end.signal;
  }

  async write(bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    // Not at once: a second write beside this one must be refused, however short they are.
    await Promise.resolve();
    for (let taken = 0; taken < bytes.length; ) {
      // The printer counts every byte it takes: what left is known exactly.
      const error = this.#end.over(signal)?.after({ sureBytes: taken, maybeBytes: taken });
      if (error !== undefined) throw error;
      const room = new Promise<void>((resolve) => {
        this.#onRoom = resolve;
      });
      const piece = bytes.subarray(taken, taken + maxPieceBytes);
      const count = this.#printer.accept(piece);
      taken += count;
      if (count > 0) onProgress?.(taken);
      if (taken === bytes.length) break;
      if (count === piece.length) await new Promise(setImmediate);
      else await raceEnd(room, { signals: [this.ended, signal] });
    }
    // A pulse is a job of its own: where no fence ends it, its strip would wait for the next job.
    void this.#printer.flushDrawerStrip();
  }

  read(timeoutMs: number): Promise<Uint8Array> {
    return this.#incoming.read(timeoutMs, this.ended);
  }

  /** What is printed is torn off and kept: nobody may come back to finish it. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#end.come(closedError);
    this.#printer.disconnect();
    await this.#printer.flush();
  }
}

/** Why a paper could not be kept, or its folder not be opened; what is explained already stays so. */
function explainPaperFailure(paperDir: string, cause: unknown): LinkError {
  if (cause instanceof LinkError) return cause;
  const folder = `le dossier « ${paperDir} »`;
  switch (systemErrorCode(cause)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LinkError(
        'PAPER_NOT_SAVED',
        "Le disque est plein, le papier de l'imprimante virtuelle n'a pas été enregistré : libérez de la place.",
        { cause },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LinkError(
        'PRINTER_PERMISSION',
        `L'imprimante virtuelle ne peut pas écrire dans ${folder} : donnez-en le droit à SmartPOS Agent.`,
        { cause },
      );
    default:
      return new LinkError(
        'PAPER_NOT_SAVED',
        `Le papier de l'imprimante virtuelle n'a pas pu être enregistré dans ${folder} : vérifiez le disque.`,
        { cause },
      );
  }
}
