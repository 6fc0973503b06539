import { describe, expect, it } from 'vitest';
import { WinspoolError } from '../../../src/main/printers/windows/winspool.ts';
import { loadWinspool } from '../../../src/main/printers/windows/winspool-bindings.ts';
import { createSpoolerConnector } from '../../../src/main/printers/windows/winspool-connector.ts';
import { listSpoolerPrinters } from '../../../src/main/printers/windows/winspool-printers.ts';
import { describeConnector } from '../../contracts/connector.ts';
import { numberedBytes, until, watchOutcome } from '../../contracts/connector-harness.ts';
import { createFakeWinspool } from './winspool-fake.ts';

const queueName = 'POS-80 (caisse)';

function setUp() {
  const spooler = createFakeWinspool(queueName);
  const pauses: number[] = [];
  const connector = createSpoolerConnector({
    queueName,
    winspool: spooler.winspool,
    closeTimeoutMs: 20,
    pause: async (ms) => void pauses.push(ms),
    onHung: spooler.endProcess,
  });
  return { spooler, connector, pauses };
}

describeConnector('spooler queue on a fake spooler', async () => {
  const { spooler, connector } = setUp();
  return {
    connector,
    readable: false,
    staysOpenAfterAbort: false,
    cannot: { answer: 'the spooler does not answer' },
    received: spooler.received,
    stall: spooler.stall,
    resume: spooler.resume,
    answer() {
      throw new Error('one-way');
    },
    cut: spooler.cut,
    held: () => spooler.openHandles,
    dispose: () => connector.end(),
  };
});

describe('documents', () => {
  it('makes one RAW document of each write, ended before the write resolves', async () => {
    const { spooler, connector } = setUp();
    const link = await connector.open();
    await link.write(numberedBytes(10_000));
    expect(spooler.documents).toMatchObject([{ name: 'Ticket SmartPOS', datatype: 'RAW', pages: 1, state: 'ended' }]);
    await link.write(new Uint8Array(0));
    await link.write(numberedBytes(3));
    expect(spooler.documents.map(({ bytes, state }) => [bytes.length, state])).toEqual([
      [10_000, 'ended'],
      [3, 'ended'],
    ]);
    await link.close();
    expect(spooler.openHandles).toBe(0);
    expect(spooler.calls).not.toContain('abortPrinter');
  });

  it('passes XPS_PASS to an XPS driver, and RAW when Windows does not say', async () => {
    const xps = setUp();
    xps.spooler.driverAttributes = 0x3;
    await (await xps.connector.open()).write(numberedBytes(4));
    expect(xps.spooler.documents[0]?.datatype).toBe('XPS_PASS');

    const silent = setUp();
    silent.spooler.driverAttributes = 0x3;
    silent.spooler.fail('getDriverAttributes', 50);
    await (await silent.connector.open()).write(numberedBytes(4));
    expect(silent.spooler.documents[0]?.datatype).toBe('RAW');
  });

  it('removes a document that is aborted between two pieces, and stays open', async () => {
    const { spooler, connector } = setUp();
    const controller = new AbortController();
    const link = await connector.open();
    const writing = link.write(numberedBytes(10_000), {
      signal: controller.signal,
      onProgress: (count) => count >= 8192 && controller.abort(),
    });
    await expect(writing).rejects.toMatchObject({ code: 'WRITE_ABORTED', sureBytes: 0, maybeBytes: 8192 });
    expect(spooler.documents[0]?.state).toBe('aborted');
    expect(link.ended.aborted).toBe(false);
    await link.write(numberedBytes(4));
    expect(spooler.documents[1]?.state).toBe('ended');
  });

  it('keeps the document open over the writes of one job', async () => {
    const { spooler, connector } = setUp();
    const { signal } = new AbortController();
    const link = await connector.open();
    await link.write(numberedBytes(4096), { signal, more: true });
    await link.write(numberedBytes(4096), { signal, more: true });
    expect(spooler.documents).toMatchObject([{ state: 'spooling' }]);
    await link.write(numberedBytes(10), { signal, more: false });
    expect(spooler.documents).toMatchObject([{ state: 'ended', pages: 1 }]);
    expect(spooler.received()).toHaveLength(8202);
    await link.write(numberedBytes(4), { more: true });
    await link.write(new Uint8Array(0));
    expect(spooler.documents.at(-1)?.state).toBe('spooling');
    await link.write(numberedBytes(1));
    expect(spooler.documents.map(({ state }) => state)).toEqual(['ended', 'ended']);
  });

  it('removes the document of a job that is aborted between two writes; the next job is another', async () => {
    const { spooler, connector } = setUp();
    const controller = new AbortController();
    const link = await connector.open();
    await link.write(numberedBytes(4096), { signal: controller.signal, more: true });
    controller.abort();
    await link.write(numberedBytes(4));
    expect(spooler.documents.map(({ state, bytes }) => [state, bytes.length])).toEqual([
      ['aborted', 4096],
      ['ended', 4],
    ]);
  });

  it('removes the document of a job that is closed between two writes', async () => {
    const { spooler, connector } = setUp();
    const link = await connector.open();
    await link.write(numberedBytes(4096), { more: true });
    await link.close();
    expect(spooler.documents).toMatchObject([{ state: 'aborted' }]);
    expect(spooler.openHandles).toBe(0);
  });

  it('removes a document that is stuck, before it closes the handle (which would print it)', async () => {
    const { spooler, connector } = setUp();
    const link = await connector.open();
    spooler.stall();
    const writing = watchOutcome(link.write(numberedBytes(5000)));
    await until('the write is stuck', () => spooler.waitingCalls === 1);
    await link.close();
    await writing.done;
    expect(writing.error).toMatchObject({ code: 'PRINTER_OFFLINE', maybeBytes: 4096 });
    await until('the handle is closed', () => spooler.openHandles === 0);
    expect(spooler.documents[0]?.state).toBe('aborted');
  });
});

describe('what may have left', () => {
  it.each([
    ['startDocPrinter', 0, 1804, 'PRINTER_UNSUPPORTED', 0],
    ['startPagePrinter', 0, 1722, 'PRINTER_OFFLINE', 0],
    ['writePrinter', 0, 1722, 'PRINTER_OFFLINE', 0],
    ['writePrinter', 0, 1727, 'PRINTER_OFFLINE', 0],
    ['writePrinter', 0, 1726, 'PRINTER_OFFLINE', 4096],
    ['writePrinter', 1, 1722, 'PRINTER_OFFLINE', 4096],
    ['writePrinter', 1, 63, 'PRINT_CANCELLED', 8192],
    ['writePrinter', 2, 112, 'PRINTER_OFFLINE', 10_000],
    ['endPagePrinter', 3, 1905, 'PRINTER_OFFLINE', 10_000],
    ['endDocPrinter', 3, 1722, 'PRINTER_OFFLINE', 10_000],
  ] as const)('%s failing after %i pieces (%i) is %s, maybe %i bytes', async (call, after, errorCode, code, maybe) => {
    const { spooler, connector } = setUp();
    const link = await connector.open();
    let pieces = 0;
    if (after === 0) spooler.fail(call, errorCode);
    const error = await link
      .write(numberedBytes(10_000), {
        onProgress: () => {
          pieces += 1;
          if (pieces === after) spooler.fail(call, errorCode);
        },
      })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'LinkError', code, sureBytes: 0, maybeBytes: maybe });
    expect(link.ended.aborted).toBe(true);
    await until('the handle is closed', () => spooler.openHandles === 0);
    expect(spooler.documents.every(({ state }) => state === 'aborted')).toBe(true);
  });

  it('takes a count that is not the length for an error', async () => {
    const { spooler, connector } = setUp();
    const link = await connector.open();
    spooler.shorten(4096, 1000);
    const writing = link.write(numberedBytes(10_000));
    await expect(writing).rejects.toMatchObject({ code: 'PRINTER_OFFLINE', sureBytes: 0, maybeBytes: 5096 });
    expect(link.ended.aborted).toBe(true);
  });
});

describe('opening a queue', () => {
  it.each([
    [1801, 'PRINTER_OFFLINE', /n'existe pas dans Windows/],
    [1905, 'PRINTER_OFFLINE', /supprimée/],
    [1722, 'PRINTER_OFFLINE', /Spouleur d'impression/],
    [5, 'PRINTER_PERMISSION', /refuse l'accès/],
    [31, 'PRINTER_OFFLINE', /erreur Windows 31/],
  ])('error %i is %s', async (errorCode, code, message) => {
    const { spooler, connector } = setUp();
    spooler.fail('openPrinter', errorCode);
    const error = await connector.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, sureBytes: 0, maybeBytes: 0, cause: expect.any(WinspoolError) });
    expect((error as Error).message).toMatch(message);
  });

  it.each([
    [{ status: 0x1 }, /en pause/],
    [{ status: 0x80 }, /hors ligne/],
    [{ status: 0x1000 }, /hors ligne/],
    [{ attributes: 0x440 }, /hors ligne/],
    [{ status: 0x10 }, /Plus de papier/],
    [{ status: 0x400000 }, /capot/],
    [{ status: 0x2 }, /signale une erreur/],
    [{ status: 0x4 }, /supprimée/],
  ])('gives nothing to a queue with %j', async (details, message) => {
    const { spooler, connector } = setUp();
    Object.assign(spooler.details, details);
    const error = await connector.open().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PRINTER_OFFLINE' });
    expect((error as Error).message).toMatch(message);
    expect(spooler.openHandles).toBe(0);
  });

  it('gives nothing to a queue that has gone offline since it was opened', async () => {
    const { spooler, connector } = setUp();
    const link = await connector.open();
    spooler.details.status = 0x80;
    await expect(link.write(numberedBytes(9))).rejects.toMatchObject({ code: 'PRINTER_OFFLINE', maybeBytes: 0 });
    expect(spooler.documents).toEqual([]);
  });

  it('waits for documents before ours, and gives up: a late drawer opens by itself', async () => {
    const { spooler, connector, pauses } = setUp();
    let link = await connector.open();
    spooler.details.jobCount = 2;
    await expect(link.write(numberedBytes(9))).rejects.toMatchObject({ code: 'PRINTER_BUSY', maybeBytes: 0 });
    expect(pauses).toEqual([250, 500, 1000, 2000]);
    expect(spooler.documents).toEqual([]);
    // A queue that keeps what it has printed.
    spooler.details.attributes = 0x140;
    link = await connector.open();
    await link.write(numberedBytes(9));
    expect(spooler.documents).toHaveLength(1);
  });
});

describe('loading winspool.drv', () => {
  it('happens once, at the first open', async () => {
    const { winspool } = createFakeWinspool(queueName);
    let loads = 0;
    const load = async () => {
      loads += 1;
      return winspool;
    };
    const connector = createSpoolerConnector({ queueName, winspool: load });
    expect(loads).toBe(0);
    for (let round = 0; round < 2; round += 1) {
      const link = await connector.open();
      await link.close();
    }
    expect(loads).toBe(1);
  });

  it('fails as an open does', async () => {
    const elsewhere = createSpoolerConnector({ queueName, winspool: () => loadWinspool('linux') });
    await expect(elsewhere.open()).rejects.toMatchObject({ name: 'LinkError', code: 'PRINTER_UNSUPPORTED' });
    const broken = createSpoolerConnector({ queueName, winspool: () => Promise.reject(new Error('no koffi')) });
    await expect(broken.open()).rejects.toMatchObject({ name: 'LinkError', code: 'PRINTER_UNSUPPORTED' });
  });
});

describe('listSpoolerPrinters', () => {
  it('gives local queues with their port, driver and problem, and others by name alone', async () => {
    const { winspool, details } = createFakeWinspool('POS-80');
    const enumPrinters = async () => [
      { name: 'POS-80', attributes: 0x40 },
      { name: '\\\\server\\laser', attributes: 0x10 },
      { name: 'Fax', attributes: 0x4040 },
      { name: 'Ghost', attributes: 0x40 },
    ];
    details.status = 0x80;
    const none = { portName: null, driverName: null, isNetwork: false, isFax: false, problem: null };
    expect(await listSpoolerPrinters({ ...winspool, enumPrinters })).toEqual([
      {
        ...none,
        name: 'POS-80',
        portName: 'USB001',
        driverName: 'Generic / Text Only',
        problem: expect.objectContaining({ code: 'PRINTER_OFFLINE' }),
      },
      { ...none, name: '\\\\server\\laser', isNetwork: true },
      { ...none, name: 'Fax', isFax: true },
      {
        ...none,
        name: 'Ghost',
        problem: expect.objectContaining({ message: expect.stringContaining("n'existe pas") }),
      },
    ]);
  });

  it('says that the spooler is stopped', async () => {
    const { winspool, fail } = createFakeWinspool('POS-80');
    fail('enumPrinters', 1722);
    await expect(listSpoolerPrinters(winspool)).rejects.toMatchObject({
      name: 'AgentError',
      code: 'PRINTER_OFFLINE',
      message: expect.stringContaining('Spouleur'),
    });
  });
});
