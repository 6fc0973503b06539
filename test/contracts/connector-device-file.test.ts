import { execFileSync } from 'node:child_process';
import { constants, openSync, realpathSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'vitest';
import { createDeviceFileConnector } from '../../src/main/printers/device-file/device-file-connector.ts';
import { createPtyPrinter, whyNoPty } from '../printers/device-file/device-file-pty.ts';
import { type ConnectorHarness, describeConnector } from './connector.ts';
import { countOpen } from './connector-harness.ts';

async function setUpPlainFile(): Promise<ConnectorHarness> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smartpos-file-'));
  const file = path.join(folder, 'printer.bin');
  await writeFile(file, '');
  const connector = createDeviceFileConnector({ path: file });
  const never = () => {
    throw new Error('not for a plain file');
  };
  return {
    connector,
    readable: false,
    staysOpenAfterAbort: true,
    cannot: {
      answer: 'a plain file does not answer',
      stall: 'a plain file takes everything at once',
      cut: 'a plain file stays writable once open',
    },
    received: () => readFile(file),
    stall: never,
    resume: never,
    answer: never,
    cut: never,
    held: () => countOpen(file),
    async dispose() {
      await connector.end();
      await rm(folder, { recursive: true });
    },
  };
}

async function setUpFifo(): Promise<ConnectorHarness> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smartpos-fifo-'));
  const fifo = path.join(folder, 'lp0');
  execFileSync('mkfifo', [fifo]);
  // O_RDWR: a reader that sees no end of file whenever a link closes.
  const reader = new Socket({ fd: openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK), writable: false });
  const chunks: Buffer[] = [];
  reader.on('data', (chunk: Buffer) => chunks.push(chunk));
  const connector = createDeviceFileConnector({ path: fifo });
  async function cut(): Promise<void> {
    if (reader.destroyed) return;
    const closed = new Promise((resolve) => reader.once('close', resolve));
    reader.destroy();
    await closed;
  }
  return {
    connector,
    readable: false,
    staysOpenAfterAbort: true,
    cannot: { answer: 'a FIFO is one-way' },
    received: () => Buffer.concat(chunks),
    stall: () => void reader.pause(),
    resume: () => void reader.resume(),
    answer() {
      throw new Error('not for a FIFO');
    },
    cut,
    held: () => countOpen(fifo) - (reader.destroyed ? 0 : 1),
    async dispose() {
      await connector.end();
      await cut();
      await rm(folder, { recursive: true });
    },
  };
}

async function setUpPty(): Promise<ConnectorHarness> {
  const printer = await createPtyPrinter();
  const device = realpathSync(printer.path);
  const connector = createDeviceFileConnector({ path: printer.path });
  return {
    connector,
    readable: true,
    staysOpenAfterAbort: true,
    cannot: { 'answer-while-stalled': "a stopped 'script' carries nothing in either direction" },
    received: printer.received,
    stall: printer.stall,
    resume: printer.resume,
    answer: printer.answer,
    cut: printer.cut,
    held: () => countOpen(device),
    async dispose() {
      await connector.end();
      await printer.cut();
    },
  };
}

describeConnector('device-file on a plain file', setUpPlainFile);

if (process.platform === 'win32')
  describe.skip('device-file on a FIFO (Windows has none)', () => it('is skipped', () => {}));
else describeConnector('device-file on a FIFO', setUpFifo);

const noPty = whyNoPty();
if (noPty === null) describeConnector('device-file on a pty', setUpPty);
else {
  console.info(`skipped: device-file on a pty (${noPty})`);
  describe.skip(`device-file on a pty (${noPty})`, () => it('is skipped', () => {}));
}
