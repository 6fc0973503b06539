import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epson80, generic58 } from '../../../src/main/escpos/profiles.ts';
import {
  createVirtualConnector,
  type VirtualConnectorOptions,
} from '../../../src/main/printers/virtual/virtual-connector.ts';
import type { PaperPaths } from '../../../src/main/printers/virtual/virtual-paper-store.ts';
import type { VirtualHost, VirtualPrinterOptions } from '../../../src/main/printers/virtual/virtual-printer.ts';
import { describeConnector } from '../../contracts/connector.ts';
import { FaultyPrinter, type FaultyPrinterOptions, unpluggedError } from '../../printer-emulator/faulty-printer.ts';
import { askPaper, bytesOf, cut } from '../../printer-emulator/plug-in.ts';

const nowMs = new Date('2026-11-22T14:26:18+01:00').getTime();
const clock = { now: () => nowMs, monotonic: () => nowMs };

let paperDir: string;

beforeEach(async () => {
  paperDir = await mkdtemp(join(tmpdir(), 'smartpos-paper-'));
});

afterEach(async () => {
  await rm(paperDir, { recursive: true });
});

async function setUp(options: Partial<VirtualConnectorOptions> = {}) {
  const drawn: PaperPaths[] = [];
  const connector = createVirtualConnector({
    profile: epson80,
    clock,
    paperDir,
    onPaperDrawn: (paths) => drawn.push(paths),
    ...options,
  });
  return { connector, link: await connector.open(), drawn };
}

/** For `createPrinter`: a printer that has faults from the start, and gives itself to the test. */
function faulty(faults: Partial<FaultyPrinterOptions>, onMade: (printer: FaultyPrinter) => void = () => {}) {
  return (options: VirtualPrinterOptions) => {
    const printer = new FaultyPrinter({ ...options, ...faults });
    onMade(printer);
    return printer;
  };
}

const papers = async () => (await readdir(paperDir)).sort();

describe('papers', () => {
  it('are on the disk, drawn and as text, when the fence is answered', async () => {
    const { link, drawn } = await setUp();
    await link.write(bytesOf('Fée Maison\n', cut, askPaper));
    expect([...(await link.read(10_000))]).toEqual([0]);
    expect(await papers()).toEqual(['2026-11-22T14-26-18-0001.png', '2026-11-22T14-26-18-0001.txt']);
    const [paths] = drawn;
    expect((await readFile(paths?.png ?? '')).subarray(1, 4).toString()).toBe('PNG');
    expect(await readFile(paths?.text ?? '', 'utf8')).toContain('F');
    await link.close();
  });

  it('come out at the fence of each job where there is no cutter, and at close', async () => {
    const { link } = await setUp({ profile: generic58 });
    await link.write(bytesOf([0x1b, 0x40], 'un\n', askPaper));
    await link.read(10_000);
    expect(await papers()).toHaveLength(2);
    await link.write(bytesOf([0x1b, 0x40], 'deux\n'));
    await link.close();
    expect(await readFile(join(paperDir, '2026-11-22T14-26-18-0002.txt'), 'utf8')).toBe('deux\n');
  });

  it('show a drawer pulse as a strip of its own', async () => {
    const { link } = await setUp({ profile: { ...generic58, fence: 'none' } });
    await link.write(bytesOf([0x1b, 0x70, 0, 25, 250]));
    await link.close();
    expect(await readFile(join(paperDir, '2026-11-22T14-26-18-0001.txt'), 'utf8')).toBe('[tiroir ouvert]\n');
  });

  it('are numbered on after a restart, and only the newest stay', async () => {
    await writeFile(join(paperDir, '.2026-11-22T14-26-18-0009.png.tmp'), 'half');
    await writeFile(join(paperDir, 'notes.txt'), 'not a paper');
    for (const text of ['un', 'deux', 'trois']) {
      const { link } = await setUp({ keepPapers: 2 });
      await link.write(bytesOf(`${text}\n`, cut));
      await link.close();
    }
    expect(await papers()).toEqual([
      '2026-11-22T14-26-18-0002.png',
      '2026-11-22T14-26-18-0002.txt',
      '2026-11-22T14-26-18-0003.png',
      '2026-11-22T14-26-18-0003.txt',
      'notes.txt',
    ]);
  });
});

describe('a disk that takes no more', () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });

  it('never confirms, loses the link with the reason, and works again when there is room', async () => {
    let isFull = true;
    const lost: unknown[] = [];
    const { connector, link } = await setUp({
      files: { write: (path, content) => (isFull ? Promise.reject(full) : writeFile(path, content)) },
      onPaperLost: (error) => lost.push(error),
    });
    await link.write(bytesOf('x\n', cut, askPaper));
    await expect(link.read(10_000)).rejects.toMatchObject({ code: 'PAPER_NOT_SAVED', cause: full });
    await expect(link.write(bytesOf('y'))).rejects.toMatchObject({ code: 'PAPER_NOT_SAVED', maybeBytes: 0 });
    expect(lost).toEqual([full]);
    expect(link.ended.aborted).toBe(true);
    expect(await papers()).toEqual([]);

    isFull = false;
    const next = await connector.open();
    await next.write(bytesOf('y\n', cut, askPaper));
    expect(await next.read(10_000)).toHaveLength(1);
    await next.close();
  });

  it('rejects a write in mid-job with what left', async () => {
    const { link } = await setUp({
      files: { write: () => Promise.reject(full) },
      createPrinter: faulty({ bufferBytes: 100 }),
    });
    const write = link.write(bytesOf('x\n', cut, 'y'.repeat(5000)));
    await expect(write).rejects.toMatchObject({ code: 'PAPER_NOT_SAVED' });
    const error = await write.catch((reason: unknown) => reason);
    expect((error as { sureBytes: number }).sureBytes).toBeGreaterThan(0);
    expect((error as { maybeBytes: number }).maybeBytes).toBeLessThan(5000);
  });

  it('is told at open when the folder cannot be made', async () => {
    const file = join(paperDir, 'file');
    await writeFile(file, '');
    const connector = createVirtualConnector({ profile: epson80, clock, paperDir: join(file, 'papers') });
    await expect(connector.open()).rejects.toMatchObject({ name: 'LinkError', code: 'PAPER_NOT_SAVED' });
  });
});

it('waits while the printer is blocked and goes on with it', async () => {
  const made = Promise.withResolvers<FaultyPrinter>();
  const { link } = await setUp({
    createPrinter: faulty({ faults: { paper: 'end' }, bufferBytes: 64 }, made.resolve),
  });
  const taken: number[] = [];
  const write = link.write(bytesOf('ligne\n'.repeat(100), cut), { onProgress: (count) => taken.push(count) });
  await link.read(1);
  expect(taken).toEqual([64]);
  (await made.promise).setFaults({ paper: 'ok' });
  await write;
  expect(taken.at(-1)).toBe(604);
  await link.close();
});

/** Knows whether a link is there; without its cable none can be opened. */
class PluggedPrinter extends FaultyPrinter {
  hosts = 0;

  override connect(host: VirtualHost): void {
    if (this.faults.unplugged) throw unpluggedError;
    super.connect(host);
    this.hosts = 1;
  }

  override disconnect(): void {
    super.disconnect();
    this.hosts = 0;
  }
}

describeConnector('virtual', async () => {
  const chunks: Uint8Array[] = [];
  const contractDir = await mkdtemp(join(tmpdir(), 'smartpos-contract-'));
  const made = Promise.withResolvers<PluggedPrinter>();
  const connector = createVirtualConnector({
    profile: epson80,
    clock,
    paperDir: contractDir,
    createPrinter(options) {
      const printer = new PluggedPrinter({ ...options, onBytes: (bytes) => chunks.push(bytes) });
      made.resolve(printer);
      return printer;
    },
  });
  const printer = await made.promise;
  return {
    connector,
    readable: true,
    staysOpenAfterAbort: true,
    moreThanBuffersHold: 20_000,
    received: () => Buffer.concat(chunks),
    stall: () => printer.setFaults({ acceptLimit: 10_000 }),
    resume: () => printer.setFaults({ acceptLimit: null }),
    answer: (bytes) => printer.say(bytes),
    cut: () => printer.setFaults({ unplugged: true }),
    held: () => printer.hosts,
    async dispose() {
      await connector.end();
      await rm(contractDir, { recursive: true, force: true });
    },
  };
});
