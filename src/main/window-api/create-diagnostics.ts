import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRaw } from 'node:zlib';
import { Zip, ZipPassThrough } from 'fflate';
import type { BinaryFile } from '../../shared/bridge.ts';
import type { JobDocument } from '../documents/document.ts';
import type { Job } from '../jobs/job.ts';
import { createShopCalendar } from '../jobs/shop-calendar.ts';
import { readAbout, readOverview } from './read-overview.ts';
import { createRedact, createSecrets, redactLog, type Secrets } from './redact-log.ts';
import type { WindowApiOptions } from './window-api-options.ts';

const recentJobCount = 200;
/** Of each log file the end: what has just happened. */
const largestLogBytes = 2 * 1024 * 1024;

/**
 * What a support line asks for: logs, settings, versions, recent jobs; without tokens, customers and amounts. Made in small
 * pieces: tickets are printed and the drawer opens meanwhile.
 */
export async function createDiagnostics(options: WindowApiOptions): Promise<BinaryFile> {
  const { agent, tokens, clock, settings } = options;
  const turn = createTurns();
  const secrets = createSecrets();
  const token = tokens.known();
  if (token !== null) secrets.add(token);
  const entries: unknown[] = [];
  for await (const job of recentJobs(options)) {
    addPrivateTexts(job.document, secrets);
    entries.push(toEntry(job, options));
    await turn();
  }
  const redact = createRedact(secrets);
  // Only texts hold what others wrote: a number of the settings may well be the price of something.
  const hideTexts = (_key: string, value: unknown) => (typeof value === 'string' ? redact(value) : value);
  const json = (value: unknown) => JSON.stringify(value, hideTexts, 2);
  const zip = createZipWriter();
  await zip.add('versions.json', json(await readAbout(options)));
  await zip.add(
    'overview.json',
    json({
      ...readOverview(options),
      listening: agent.listening(),
      startedAt: new Date(agent.startedAt).toISOString(),
    }),
  );
  await zip.add('counters.json', json(agent.counters));
  await zip.add(
    'settings.json',
    json({
      stored: settings.stored,
      effective: agent.station.settings,
      fixed: settings.resolve(settings.stored).fixed,
    }),
  );
  await zip.add('jobs.json', json(entries));
  for await (const [name, text] of readLogs(options.logDirectory)) {
    await zip.add(`logs/${name}`, await redactLog(text, redact, turn));
  }
  const day = createShopCalendar(agent.station.settings.shop.timeZone).dayOf(clock.now());
  return {
    fileName: `smartpos-diagnostic-${day}.zip`,
    base64: zip.finish().toString('base64'),
  };
}

/** The newest first. A few at a time: a ticket of 500 products takes milliseconds to read. */
async function* recentJobs({ agent }: WindowApiOptions): AsyncGenerator<Job> {
  const pageSize = 5;
  let before: number | undefined;
  for (let count = 0; count < recentJobCount; count += pageSize) {
    const jobs = agent.store.list({ limit: pageSize, ...(before === undefined ? {} : { before }) });
    yield* jobs;
    before = jobs.at(-1)?.sequence;
    if (jobs.length < pageSize) return;
  }
}

/** What happened to a job, not what stood on it. */
function toEntry(job: Job, { agent }: WindowApiOptions): unknown {
  const { id, kind, state, priority, source, error, reprintOf, duplicata } = job;
  return {
    ...{ id, kind, state, priority, source, reprintOf, duplicata },
    bytes: agent.store.bytes(id)?.length ?? null,
    createdAt: new Date(job.createdAt).toISOString(),
    updatedAt: new Date(job.updatedAt).toISOString(),
    error,
    timeline: agent.store.timeline(id).map(({ at, state: then, detail }) => ({
      at: new Date(at).toISOString(),
      state: then,
      detail,
    })),
  };
}

/** Every text that a person or the ERP wrote into a document, numbers included. */
function addPrivateTexts(document: JobDocument, secrets: Pick<Secrets, 'add'>): void {
  const { kind: _kind, ...rest } = document;
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      secrets.add(value);
      secrets.add(value.replace('.', ','));
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(collect);
    }
  };
  collect(document.kind === 'test' ? {} : rest);
}

/**
 * The end of each log file. Files that have gone meanwhile, or cannot be read, are left out: a bundle without them is better
 * than none.
 */
async function* readLogs(directory: string): AsyncGenerator<[name: string, text: string]> {
  const names = await readdir(directory).catch((): string[] => []);
  for (const name of names.filter((each) => each.endsWith('.log'))) {
    yield [name, await readEnd(join(directory, name)).catch(() => '')];
  }
}

async function readEnd(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, largestLogBytes);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A drawer's request needs about twenty turns of the event loop until its pulse has left: each waits for one piece. */
const longestPieceMs = 1;

/**
 * For long work on the thread that also takes the ERP's calls: what is returned is to be awaited between small pieces of it,
 * and lets everybody else have a turn when the work has lasted 1 ms.
 */
export function createTurns(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestPieceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  };
}

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
interface ZipWriter {
  /** Rejects when it cannot be compressed (no memory). */
  add(name: string, text: string): Promise<void>;
  /** The whole archive. @throws Error of fflate's, e.g. for a name that is too long */
  finish(): Buffer;
}

function createZipWriter(): ZipWriter {
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
