import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { epson80, generic58 } from '../../../src/main/escpos/profiles.ts';
import type { PaperPaths } from '../../../src/main/printers/virtual/virtual-paper-store.ts';
import {
  createVirtualTransport,
  type VirtualTransportOptions,
} from '../../../src/main/printers/virtual/virtual-transport.ts';
import { describeTransport } from '../../contracts/transport.ts';

const nowMs = new Date('2026-11-22T14:26:18+01:00').getTime();
const clock = { now: () => nowMs, monotonic: () => nowMs };
const cut = [0x1d, 0x56, 0x42, 0];
const askPaper = [0x1d, 0x72, 1];
const bytesOf = (...pieces: (number[] | string)[]) =>
  new Uint8Array(pieces.flatMap((piece) => (typeof piece === 'string' ? [...Buffer.from(piece, 'latin1')] : piece)));

let paperDir: string;

beforeEach(async () => {
  paperDir = await mkdtemp(join(tmpdir(), 'smartpos-paper-'));
});

afterEach(async () => {
  await rm(paperDir, { recursive: true });
});

async function setUp(options: Partial<VirtualTransportOptions> = {}) {
  const drawn: PaperPaths[] = [];
  const transport = createVirtualTransport({
    profile: epson80,
    clock,
    paperDir,
    onPaperDrawn: (paths) => drawn.push(paths),
    ...options,
  });
  await transport.open();
  return { transport, drawn };
}

const papers = async () => (await readdir(paperDir)).sort();

describe('papers', () => {
  it('are on the disk, drawn and as text, when the fence is answered', async () => {
    const { transport, drawn } = await setUp();
    await transport.write(bytesOf('Fée Maison\n', cut, askPaper));
    expect([...(await transport.read(10_000))]).toEqual([0]);
    expect(await papers()).toEqual(['2026-11-22T14-26-18-0001.png', '2026-11-22T14-26-18-0001.txt']);
    const [paths] = drawn;
    expect((await readFile(paths?.png ?? '')).subarray(1, 4).toString()).toBe('PNG');
    expect(await readFile(paths?.text ?? '', 'utf8')).toContain('F');
    await transport.close();
  });

  it('come out at the fence of each job where there is no cutter, and at close', async () => {
    const { transport } = await setUp({ profile: generic58 });
    await transport.write(bytesOf([0x1b, 0x40], 'un\n', askPaper));
    await transport.read(10_000);
    expect(await papers()).toHaveLength(2);
    await transport.write(bytesOf([0x1b, 0x40], 'deux\n'));
    await transport.close();
    expect(await readFile(join(paperDir, '2026-11-22T14-26-18-0002.txt'), 'utf8')).toBe('deux\n');
  });

  it('show a drawer pulse as a strip of its own', async () => {
    const { transport } = await setUp({ profile: { ...generic58, fence: 'none' } });
    await transport.write(bytesOf([0x1b, 0x70, 0, 25, 250]));
    await transport.close();
    expect(await readFile(join(paperDir, '2026-11-22T14-26-18-0001.txt'), 'utf8')).toBe('[tiroir ouvert]\n');
  });

  it('are numbered on after a restart, and only the newest stay', async () => {
    await writeFile(join(paperDir, '.2026-11-22T14-26-18-0009.png.tmp'), 'half');
    await writeFile(join(paperDir, 'notes.txt'), 'not a paper');
    for (const text of ['un', 'deux', 'trois']) {
      const { transport } = await setUp({ keepPapers: 2 });
      await transport.write(bytesOf(`${text}\n`, cut));
      await transport.close();
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
    const { transport } = await setUp({
      files: { write: (path, content) => (isFull ? Promise.reject(full) : writeFile(path, content)) },
      onPaperLost: (error) => lost.push(error),
    });
    await transport.write(bytesOf('x\n', cut, askPaper));
    await expect(transport.read(10_000)).rejects.toMatchObject({ code: 'PAPER_NOT_SAVED', cause: full });
    await expect(transport.write(bytesOf('y'))).rejects.toMatchObject({ code: 'PAPER_NOT_SAVED', maybeBytes: 0 });
    expect(lost).toEqual([full]);
    expect(transport.isOpen).toBe(false);
    expect(await papers()).toEqual([]);

    isFull = false;
    await transport.open();
    await transport.write(bytesOf('y\n', cut, askPaper));
    expect(await transport.read(10_000)).toHaveLength(1);
    await transport.close();
  });

  it('rejects a write in mid-job with what left', async () => {
    const { transport } = await setUp({ files: { write: () => Promise.reject(full) }, bufferBytes: 100 });
    const write = transport.write(bytesOf('x\n', cut, 'y'.repeat(5000)));
    await expect(write).rejects.toMatchObject({ code: 'PAPER_NOT_SAVED' });
    const error = await write.catch((reason: unknown) => reason);
    expect((error as { sureBytes: number }).sureBytes).toBeGreaterThan(0);
    expect((error as { maybeBytes: number }).maybeBytes).toBeLessThan(5000);
  });

  it('is told at open when the folder cannot be made', async () => {
    const file = join(paperDir, 'file');
    await writeFile(file, '');
    const transport = createVirtualTransport({ profile: epson80, clock, paperDir: join(file, 'papers') });
    await expect(transport.open()).rejects.toMatchObject({ name: 'TransportError', code: 'PAPER_NOT_SAVED' });
    expect(transport.isOpen).toBe(false);
  });
});

it('says in `readable` whether the printer can talk', async () => {
  const { transport } = await setUp({ oneWay: true });
  expect(transport.readable).toBe(false);
  await transport.write(bytesOf([0x10, 0x04, 1]));
  expect(await transport.read(0)).toHaveLength(0);
  await transport.close();
});

it('waits while the printer is blocked and goes on with it', async () => {
  const { transport } = await setUp({ faults: { paper: 'end' }, bufferBytes: 64 });
  const taken: number[] = [];
  const write = transport.write(bytesOf('ligne\n'.repeat(100), cut), { onProgress: (count) => taken.push(count) });
  await transport.read(1);
  expect(taken).toEqual([64]);
  transport.device.setFaults({ paper: 'ok' });
  await write;
  expect(taken.at(-1)).toBe(604);
  await transport.close();
});

describeTransport('virtual', async () => {
  const chunks: Uint8Array[] = [];
  const contractDir = await mkdtemp(join(tmpdir(), 'smartpos-contract-'));
  const transport = createVirtualTransport({
    profile: epson80,
    clock,
    paperDir: contractDir,
    onBytes: (bytes) => chunks.push(bytes),
  });
  return {
    transport,
    readable: true,
    staysOpenAfterAbort: true,
    moreThanBuffersHold: 20_000,
    received: () => Buffer.concat(chunks),
    stall: () => transport.device.setFaults({ acceptLimit: 10_000 }),
    resume: () => transport.device.setFaults({ acceptLimit: null }),
    answer: (bytes) => transport.device.say(bytes),
    cut: () => transport.device.setFaults({ unplugged: true }),
    async dispose() {
      await transport.close();
      await rm(contractDir, { recursive: true, force: true });
    },
  };
});
