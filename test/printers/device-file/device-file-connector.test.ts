import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeviceFileConnector } from '../../../src/main/printers/device-file/device-file-connector.ts';
import { openDeviceFile } from '../../../src/main/printers/device-file/device-file-open.ts';
import { type Connector, LinkError } from '../../../src/main/printers/transport/link.ts';
import { numberedBytes, until, watchOutcome } from '../../contracts/connector-harness.ts';
import { createFakeUsblp, systemError } from './device-file-fake-usblp.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'smartpos-device-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function openingError(connector: Connector): Promise<unknown> {
  return connector.open().then(
    () => null,
    (error: unknown) => error,
  );
}

const openOn = ({ file }: ReturnType<typeof createFakeUsblp>) =>
  createDeviceFileConnector({ path: '/dev/usb/lp0', openFile: async () => file }).open();

it('says that a missing path is a missing printer, and creates nothing', async () => {
  const file = path.join(folder, 'lp0');
  const error = await openingError(createDeviceFileConnector({ path: file }));
  expect(error).toBeInstanceOf(LinkError);
  expect(error).toMatchObject({ code: 'PRINTER_OFFLINE', message: expect.stringContaining(`${file} n'existe pas`) });
  await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
});

it('refuses a folder', async () => {
  const error = await openingError(createDeviceFileConnector({ path: folder }));
  expect(error).toMatchObject({
    code: 'PRINTER_OFFLINE',
    message: expect.stringContaining("n'est pas une imprimante"),
  });
});

it('appends to an existing file', async () => {
  const file = path.join(folder, 'tickets.bin');
  await writeFile(file, 'before ');
  const link = await createDeviceFileConnector({ path: file }).open();
  await link.write(Buffer.from('after'));
  await link.close();
  expect(await readFile(file, 'utf8')).toBe('before after');
});

it.each([
  ['EACCES', 'PRINTER_PERMISSION', /\/dev\/usb\/lp0 refusé.*groupe « lp »/],
  ['EBUSY', 'PRINTER_BUSY', /\/dev\/usb\/lp0 est déjà utilisée/],
  ['ENODEV', 'PRINTER_OFFLINE', /câble/],
  ['ENXIO', 'PRINTER_OFFLINE', /câble/],
])('explains %s', async (systemCode, code, message) => {
  const open = () => Promise.reject(systemError(systemCode));
  const error = await openingError(
    createDeviceFileConnector({
      path: '/dev/usb/lp0',
      openFile: (file) => openDeviceFile(file, 'linux', { stat: open, open }),
    }),
  );
  expect(error).toMatchObject({ code, message: expect.stringMatching(message), maybeBytes: 0 });
});

it('gives up an opening that hangs, and closes the file that comes too late', async () => {
  const device = createFakeUsblp();
  const late = Promise.withResolvers<typeof device.file>();
  const connector = createDeviceFileConnector({
    path: '/dev/usb/lp0',
    openTimeoutMs: 10,
    openFile: () => late.promise,
  });
  expect(await openingError(connector)).toMatchObject({ code: 'PRINTER_OFFLINE' });
  late.resolve(device.file);
  await until('the late file is closed', () => device.closed);
});

it('resolves a write only when the device has let go of the last piece', async () => {
  const device = createFakeUsblp();
  const link = await openOn(device);
  const bytes = numberedBytes(10_000);
  const outcome = watchOutcome(link.write(bytes));
  for (const count of [4096, 8192, 10_000]) {
    await until('a piece is submitted', () => device.submitted.length === count);
    expect(outcome.settled).toBe(false);
    device.complete();
  }
  await outcome.done;
  expect(outcome.error).toBeUndefined();
  expect(device.submitted.equals(bytes)).toBe(true);
  await link.close();
});

it('tells exactly what the device took before it went away', async () => {
  const device = createFakeUsblp();
  const link = await openOn(device);
  const outcome = watchOutcome(link.write(numberedBytes(10_000)));
  await until('a piece is submitted', () => device.submitted.length === 4096);
  device.breakWith('ENODEV');
  await outcome.done;
  expect(outcome.error).toMatchObject({ code: 'PRINTER_OFFLINE', sureBytes: 0, maybeBytes: 4096 });
  expect(link.ended.aborted).toBe(true);
  await until('the file is closed', () => device.closed);
});

it('says that nothing left when the device was gone before the first byte', async () => {
  const device = createFakeUsblp();
  const link = await openOn(device);
  device.breakWith('ENODEV');
  await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'PRINTER_OFFLINE', maybeBytes: 0 });
});

it('doubts a piece that failed with EIO', async () => {
  const device = createFakeUsblp();
  const link = await openOn(device);
  device.breakWith('EIO');
  await expect(link.write(numberedBytes(5000))).rejects.toMatchObject({ sureBytes: 0, maybeBytes: 4096 });
});

it('finds out at the first read that a printer is one-way, and waits as asked', async () => {
  const device = createFakeUsblp({ oneWay: true });
  const link = await openOn(device);
  expect(link.readable).toBe(true);
  expect((await link.read(20)).length).toBe(0);
  expect(link.readable).toBe(false);
  expect(link.ended.aborted).toBe(false);
  await link.close();
});
