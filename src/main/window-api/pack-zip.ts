import { deflateRaw } from 'node:zlib';
import { Zip, ZipPassThrough } from 'fflate';

/** fflate's own asynchronous ways start workers from source text, which a bundled and sealed program may not allow. */
class DeflatedEntry extends ZipPassThrough {
  override compression = 8;
  readonly #onEnd: (error: Error | null) => void;

  constructor(name: string, onEnd: (error: Error | null) => void) {
    super(name);
    this.#onEnd = onEnd;
  }

  /** Called once, with all of it. */
  protected override process(bytes: Uint8Array): void {
    // Node's own, in its thread pool.
    deflateRaw(bytes, (error, data) => {
      if (error === null) this.ondata(null, new Uint8Array(data), true);
      this.#onEnd(error);
    });
  }
}

/** A ZIP archive, written one file after the other: what is long of it is done beside this thread. */
export interface ZipWriter {
  /** Rejects when it cannot be compressed (no memory). */
  add(name: string, text: string): Promise<void>;
  /** The whole archive. @throws Error of fflate's, e.g. for a name that is too long */
  finish(): Buffer;
}

export function createZipWriter(): ZipWriter {
  const chunks: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, chunk) => {
    failure ??= error;
    chunks.push(chunk);
  });
  return {
    add: (name, text) =>
      new Promise((resolve, reject) => {
        const entry = new DeflatedEntry(name, (error) => (error === null ? resolve() : reject(error)));
        zip.add(entry);
        entry.push(Buffer.from(text), true);
      }),
    finish: () => {
      zip.end();
      if (failure !== null) throw failure;
      return Buffer.concat(chunks);
    },
  };
}
