import { misuse, type Transport, TransportError, type WriteOptions } from '../transport/transport.ts';
import type { VirtualPrinterDevice, VirtualPrinterOptions } from './virtual-device.ts';
import { explainClosed, explainPaperFailure, explainUnplugged, type VirtualFailure } from './virtual-errors.ts';
import { createPaperStore, type PaperFiles, type PaperPaths, type PaperStore } from './virtual-paper-store.ts';
import { createVirtualPrinterDevice } from './virtual-printer.ts';
import { VirtualTraffic } from './virtual-traffic.ts';

export interface VirtualTransportOptions extends Omit<VirtualPrinterOptions, 'onPaper'> {
  /** Made at the first `open`. */
  paperDir: string;
  /** The newest papers that stay. Default 500. */
  keepPapers?: number;
  /** Both files are on the disk. */
  onPaperDrawn?: (paths: PaperPaths) => void;
  /** A paper could not be drawn or written; the link is lost with it. */
  onPaperLost?: (error: unknown) => void;
  files?: PaperFiles;
}

export interface VirtualTransport extends Transport {
  readonly kind: 'virtual';
  /** To be made to fail. It lives as long as the transport, over every `open` and `close`. */
  readonly device: VirtualPrinterDevice;
}

/**
 * The embedded printer: each paper is drawn to `paperDir` as PNG and text. A fence is answered when the paper before it is
 * on the disk. A paper that cannot be written ends the link with `PAPER_NOT_SAVED`, or `PRINTER_PERMISSION`. After a lost
 * link calls reject with its error until `open`; after `close`, with `TRANSPORT_MISUSE`.
 */
export function createVirtualTransport(options: VirtualTransportOptions): VirtualTransport {
  return new PaperTransport(options);
}

class PaperTransport implements VirtualTransport {
  readonly kind = 'virtual';
  readonly description = 'virtual';
  readonly readable: boolean;
  readonly device: VirtualPrinterDevice;
  readonly #paperDir: string;
  readonly #store: PaperStore;
  #traffic: VirtualTraffic | null = null;
  #opening: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: VirtualTransportOptions) {
    const { paperDir, keepPapers = 500, profile, files, onPaperDrawn, onPaperLost } = options;
    this.readable = options.oneWay !== true;
    this.#paperDir = paperDir;
    const store = createPaperStore({ paperDir, keepPapers, profile, ...(files && { files }) });
    this.#store = store;
    this.device = createVirtualPrinterDevice({
      ...options,
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
  }

  get isOpen(): boolean {
    return this.#traffic !== null && this.#traffic.failure === null;
  }

  async open(): Promise<void> {
    if (this.isOpen) return;
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #connect(): Promise<void> {
    await this.#closing;
    if (this.device.faults.unplugged) throw failed(explainUnplugged);
    try {
      await this.#store.open();
    } catch (error) {
      throw failed(explainPaperFailure(this.#paperDir, error));
    }
    this.#traffic = new VirtualTraffic(this.device, (cause) => explainPaperFailure(this.#paperDir, cause));
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    if (this.#traffic === null) throw misuse('écriture sur une imprimante non ouverte');
    return this.#traffic.write(bytes, options);
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    if (this.#traffic === null) throw misuse('lecture sur une imprimante non ouverte');
    return this.#traffic.read(timeoutMs);
  }

  /** What is printed is torn off and kept: nobody may come back to finish it. */
  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    if (this.#traffic !== null) {
      this.#traffic.fail(explainClosed);
      this.#traffic = null;
      this.device.disconnect();
      this.#closing = this.device.flush().finally(() => {
        this.#closing = null;
      });
    }
    await this.#closing;
  }
}

function failed({ code, message, cause }: VirtualFailure): TransportError {
  return new TransportError(code, message, { cause });
}
