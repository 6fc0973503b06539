import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DriverMessage } from '../../../src/main/printers/driver/driver-protocol.ts';
import { createDriverServer } from '../../../src/main/printers/driver/driver-server.ts';
import { listPrinters } from '../../../src/main/printers/driver/list-printers.ts';
import { type PrinterListing, parsePrinterAddress } from '../../../src/main/printers/printer-address.ts';
import { until } from '../../contracts/connector-harness.ts';
import { createFakeDriverPort, type FakeDriverPort } from './driver-fake-port.ts';

const queue: PrinterListing = {
  address: 'spooler:POS-80',
  name: 'POS-80',
  maker: null,
  serial: null,
  transport: 'spooler',
  usable: true,
  problem: null,
};

describe('listPrinters on Windows', () => {
  const ask = async (answer: (port: FakeDriverPort, id: number) => void) => {
    const port = createFakeDriverPort();
    const listing = listPrinters({
      platform: 'win32',
      startDriver: () => {
        queueMicrotask(() => port.say({ type: 'ready' }));
        return port;
      },
    });
    listing.catch(() => {});
    const request = await until('it is asked', () => port.requests[0]);
    expect(request).toMatchObject({ type: 'list' });
    answer(port, request?.id ?? 0);
    return { listing, port };
  };

  it('asks a driver process, and ends it', async () => {
    const { listing, port } = await ask((to, id) => to.say({ type: 'done', id, value: [queue] }));
    expect(await listing).toEqual([queue]);
    expect(port.isKilled).toBe(true);
  });

  it('says why there is no list', async () => {
    const failure = { code: 'PRINTER_LISTING_FAILED', message: 'reg.exe', cause: null, sureBytes: 0, maybeBytes: 0 };
    const refused = await ask((to, id) => to.say({ type: 'failed', id, failure }));
    await expect(refused.listing).rejects.toMatchObject({ code: 'PRINTER_LISTING_FAILED', message: 'reg.exe' });
    const dead = await ask((to) => to.die());
    await expect(dead.listing).rejects.toMatchObject({ name: 'AgentError', code: 'PRINTER_LISTING_FAILED' });
  });

  it('is answered by the driver server without an open printer', async () => {
    const said: DriverMessage[] = [];
    const server = createDriverServer({
      send: async (message) => void said.push(message),
      createConnector: () => {
        throw new Error('no device');
      },
      listPrinters: async () => [queue],
    });
    server.handle({ type: 'list', id: 7 });
    const answer = await until('it answers', () => said.find((message) => 'id' in message && message.id === 7));
    expect(answer).toMatchObject({ type: 'done', value: [queue] });
    await server.shutDown();
  });
});

describe('listPrinters on Linux', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'smartpos-listing-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** A configuration with one printer interface and a bulk OUT; the length of nothing is looked at. */
  const descriptors = Buffer.from([
    ...[9, 2, 25, 0, 1, 1, 0, 0xc0, 1],
    ...[9, 4, 0, 0, 1, 7, 1, 1, 0],
    ...[7, 5, 0x01, 2, 64, 0, 0],
  ]);
  const plug = (port: string, serial: string | null, product: string | null = 'TM-T20') => {
    const folder = path.join(root, port);
    mkdirSync(folder);
    const files = {
      idVendor: '04b8',
      idProduct: '0e15',
      busnum: '1',
      devnum: String(root.length),
      bConfigurationValue: '1',
      ...(product === null ? {} : { product, manufacturer: 'EPSON' }),
      ...(serial === null ? {} : { serial }),
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), `${text}\n`);
    writeFileSync(path.join(folder, 'descriptors'), descriptors);
  };

  it('names each by serial number, or by socket where that names no single one', async () => {
    plug('1-1', 'A1');
    plug('1-2', 'TWIN');
    plug('1-3', 'TWIN');
    plug('1-4', null, null);
    plug('1-5', 'SN 5');
    const printers = await listPrinters({ platform: 'linux', usb: { sysfsRoot: root } });
    expect(printers.map(({ address, name }) => [address, name])).toEqual([
      ['usb:04b8:0e15:A1', 'TM-T20'],
      ['usb:04b8:0e15@1-2', 'TM-T20'],
      ['usb:04b8:0e15@1-3', 'TM-T20'],
      ['usb:04b8:0e15@1-4', 'Imprimante USB 04b8:0e15'],
      ['usb:04b8:0e15@1-5', 'TM-T20'],
    ]);
    expect(printers[0]).toMatchObject({ maker: 'EPSON', serial: 'A1', transport: 'usb', usable: true, problem: null });
    for (const { address } of printers) expect(parsePrinterAddress(address)).toMatchObject({ kind: 'usb' });
  });

  it('is empty on other systems', async () => {
    expect(await listPrinters({ platform: 'darwin' })).toEqual([]);
  });
});
