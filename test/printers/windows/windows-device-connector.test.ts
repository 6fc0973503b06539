import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWindowsDeviceConnector } from '../../../src/main/printers/windows/windows-device-connector.ts';
import { type ConnectorHarness, describeConnector } from '../../contracts/connector.ts';
import { countOpen, numberedBytes, until, watchOutcome } from '../../contracts/connector-harness.ts';
import { createFakeUsbprint, windowsError } from './windows-fake-usbprint.ts';

const devicePath = '\\\\?\\usb#vid_0471&pid_0055#A1B2C3D4#{28d78fad-5a12-11d1-ae5b-0000f803a8c2}';

function setUp() {
  const device = createFakeUsbprint();
  const pauses: number[] = [];
  let hungCount = 0;
  const connector = createWindowsDeviceConnector({
    path: devicePath,
    fs: device.fs,
    closeTimeoutMs: 20,
    pause: async (ms) => void pauses.push(ms),
    onHung: () => {
      hungCount += 1;
    },
  });
  return { device, connector, pauses, hungCount: () => hungCount };
}

describeConnector('usbprint device path on a fake device', async () => {
  const device = createFakeUsbprint();
  const connector = createWindowsDeviceConnector({
    path: devicePath,
    fs: device.fs,
    closeTimeoutMs: 20,
    pause: async () => {},
    // The driver process would be killed now.
    onHung: device.endProcess,
  });
  return {
    connector,
    readable: false,
    staysOpenAfterAbort: false,
    cannot: { answer: 'usbprint is written to only (see createWindowsDeviceConnector)' },
    received: device.received,
    stall: device.stall,
    resume: device.resume,
    answer() {
      throw new Error('one-way');
    },
    cut: device.cut,
    held: () => device.openHandles,
    dispose: () => connector.end(),
  };
});

/** Node's real blocking writes. Blind spots: everything of Windows; a FIFO keeps 64 KB that nobody has read. */
async function setUpFifo(): Promise<ConnectorHarness> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smartpos-usbprint-'));
  const fifo = path.join(folder, 'usb001');
  execFileSync('mkfifo', [fifo]);
  const reader = new Socket({ fd: openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK), writable: false });
  const chunks: Buffer[] = [];
  reader.on('data', (chunk: Buffer) => chunks.push(chunk));
  const connector = createWindowsDeviceConnector({ path: fifo });
  const never = () => {
    throw new Error('not on a blocking FIFO');
  };
  return {
    connector,
    readable: false,
    staysOpenAfterAbort: false,
    cannot: {
      answer: 'a FIFO is one-way',
      stall: 'a blocked write could only be ended with its process: see the test of the stuck process',
      cut: 'opened for reading too, a FIFO never loses its last reader',
    },
    received: () => Buffer.concat(chunks),
    stall: never,
    resume: never,
    answer: never,
    cut: never,
    held: () => countOpen(fifo) - (reader.destroyed ? 0 : 1),
    async dispose() {
      await connector.end();
      const closed = once(reader, 'close');
      reader.destroy();
      await closed;
      await rm(folder, { recursive: true });
    },
  };
}

if (process.platform === 'win32')
  describe.skip('usbprint device path on a FIFO (Windows has none)', () => it('skipped', () => {}));
else describeConnector('usbprint device path on a FIFO', setUpFifo);

describe('opening a usbprint path', () => {
  it('waits for the spooler to let go: 0.25, 0.5, 1 and 2 s', async () => {
    const { device, connector, pauses } = setUp();
    device.refuse(windowsError('EBUSY'), windowsError('EPERM'), windowsError('EACCES'), windowsError('EBUSY'));
    const link = await connector.open();
    expect(pauses).toEqual([250, 500, 1000, 2000]);
    expect(link.ended.aborted).toBe(false);
    await link.close();
    expect(device.openHandles).toBe(0);
  });

  it.each([
    ['EBUSY', 5, 'PRINTER_BUSY', /tenue par un autre programme/],
    ['EPERM', 5, 'PRINTER_PERMISSION', /refuse l'accès/],
    ['EACCES', 5, 'PRINTER_PERMISSION', /refuse l'accès/],
    ['ENOENT', 1, 'PRINTER_OFFLINE', /n'est pas là/],
    ['ENXIO', 1, 'PRINTER_OFFLINE', /n'est pas là/],
    ['EIO', 1, 'PRINTER_OFFLINE', /ne répond pas/],
    ['UNKNOWN', 1, 'PRINTER_OFFLINE', /ne répond pas/],
  ])('%s, asked %i times, is %s', async (name, times, code, message) => {
    const { device, connector } = setUp();
    device.refuse(...Array.from({ length: 5 }, () => windowsError(name)));
    const error = await connector.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'LinkError', code, sureBytes: 0, maybeBytes: 0 });
    expect((error as Error).message).toMatch(message);
    expect(device.opened).toBe(times);
  });

  it('stops waiting when it is ended', async () => {
    const device = createFakeUsbprint();
    device.refuse(...Array.from({ length: 5 }, () => windowsError('EBUSY')));
    const connector = createWindowsDeviceConnector({ path: devicePath, fs: device.fs, retryDelaysMs: [60_000] });
    const opening = watchOutcome(connector.open());
    await connector.end();
    await opening.done;
    expect(opening.error).toMatchObject({ code: 'PRINTER_OFFLINE' });
  });

  it('gives up an open that Windows never answers, and closes what comes late', async () => {
    let answer = () => {};
    let closed = false;
    const handle = {
      write: async () => ({ bytesWritten: 0 }),
      close: async () => {
        closed = true;
      },
    };
    const open = () => new Promise<typeof handle>((resolve) => (answer = () => resolve(handle)));
    const connector = createWindowsDeviceConnector({ path: devicePath, fs: { open }, openTimeoutMs: 10 });
    await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_OFFLINE' });
    answer();
    await until('the late handle is closed', () => closed);
  });

  it('asks for the path without a backslash at its end, and knows the Node that adds one', async () => {
    const asked: string[] = [];
    const open = async (name: string): Promise<never> => {
      asked.push(name);
      throw windowsError('EIO', { path: `${name}\\` });
    };
    const connector = createWindowsDeviceConnector({ path: `${devicePath}\\`, fs: { open } });
    await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_UNSUPPORTED' });
    expect(asked).toEqual([devicePath]);
    expect(connector.description).toBe(`file:${devicePath}`);
  });

  it('runs on a Node that leaves device paths alone (node#54025)', () => {
    expect(path.win32.toNamespacedPath(devicePath)).toBe(devicePath);
  });
});

describe('writing to a usbprint path', () => {
  it('counts the piece under way as doubtful, and says that the process must go', async () => {
    const { device, connector, hungCount } = setUp();
    const link = await connector.open();
    await link.write(numberedBytes(5000));
    device.stall();
    const controller = new AbortController();
    const writing = watchOutcome(link.write(numberedBytes(9000), { signal: controller.signal }));
    await until('the write is stuck', () => device.waitingWrites === 1);
    controller.abort();
    await writing.done;
    expect(writing.error).toMatchObject({ code: 'WRITE_ABORTED', sureBytes: 0, maybeBytes: 4096 });
    await until('the hang is told', () => hungCount() === 1);
    await link.close();
    expect(hungCount()).toBe(1);
  });

  it('does not open again while the old write is stuck: its bytes would come out inside the next ticket', async () => {
    const device = createFakeUsbprint();
    const connector = createWindowsDeviceConnector({
      path: devicePath,
      fs: device.fs,
      closeTimeoutMs: 5,
      openTimeoutMs: 20,
    });
    let link = await connector.open();
    device.stall();
    const writing = watchOutcome(link.write(numberedBytes(100)));
    await until('the write is stuck', () => device.waitingWrites === 1);
    await link.close();
    await writing.done;
    await expect(connector.open()).rejects.toMatchObject({ code: 'PRINTER_BUSY' });
    expect(device.opened).toBe(1);
    device.resume();
    link = await connector.open();
    expect(device.opened).toBe(2);
    await link.close();
  });

  it('does not tell a hang for a write that comes back in time', async () => {
    const { device, connector, hungCount } = setUp();
    const link = await connector.open();
    await link.write(numberedBytes(100));
    await link.close();
    expect([hungCount(), device.openHandles]).toEqual([0, 0]);
  });

  it('ends when the driver takes nothing and says no error', async () => {
    const handle = { write: async () => ({ bytesWritten: 0 }), close: async () => {} };
    const connector = createWindowsDeviceConnector({ path: devicePath, fs: { open: async () => handle } });
    const link = await connector.open();
    await expect(link.write(numberedBytes(10))).rejects.toMatchObject({ code: 'PRINTER_OFFLINE', maybeBytes: 0 });
    expect(link.ended.aborted).toBe(true);
  });

  it('goes on from a short write', async () => {
    const chunks: Buffer[] = [];
    const handle = {
      async write(bytes: Uint8Array, offset: number, length: number) {
        const count = Math.ceil(length / 3);
        chunks.push(Buffer.from(bytes.subarray(offset, offset + count)));
        return { bytesWritten: count };
      },
      close: async () => {},
    };
    const connector = createWindowsDeviceConnector({ path: devicePath, fs: { open: async () => handle } });
    const bytes = numberedBytes(10_000);
    const link = await connector.open();
    await link.write(bytes);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });
});

/** Opens the FIFO argv[2] that nobody reads, gets stuck in a real write, and gives it up. */
const stuckProgram = `
import { createWindowsDeviceConnector } from ${JSON.stringify(new URL('../../../src/main/printers/windows/windows-device-connector.ts', import.meta.url).href)};
const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
const connector = createWindowsDeviceConnector({
  path: process.argv[1], closeTimeoutMs: 50, onHung: () => say('hung'),
});
const link = await connector.open();
const controller = new AbortController();
let last;
const watch = () => { clearTimeout(last); last = setTimeout(() => controller.abort(), 200); };
const done = link.write(Buffer.alloc(1_000_000), { signal: controller.signal, onProgress: watch });
await done.catch(({ code, sureBytes, maybeBytes }) => say({ code, sureBytes, maybeBytes }));
`;

describe.skipIf(process.platform === 'win32')('a process whose write is stuck', () => {
  it('says so, tells what may have left, and ends by SIGKILL', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'smartpos-stuck-'));
    const fifo = path.join(folder, 'usb001');
    execFileSync('mkfifo', [fifo]);
    const child = spawn(process.execPath, ['--input-type=module', '-e', stuckProgram, fifo], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const exited = once(child, 'exit');
    await until('the hang is told', () => said.includes('"hung"'), 20_000);
    child.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    const [error] = said.trim().split('\n');
    // 16 pieces are in the FIFO; the 17th is stuck.
    expect(JSON.parse(error ?? '')).toEqual({ code: 'WRITE_ABORTED', sureBytes: 0, maybeBytes: 65536 + 4096 });
    await rm(folder, { recursive: true });
  });
});
