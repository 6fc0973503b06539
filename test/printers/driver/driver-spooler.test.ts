import { afterEach, describe, expect, it } from 'vitest';
import { createDriverWrite } from '../../../src/main/printers/driver/driver-link.ts';
import type { DriverMessage } from '../../../src/main/printers/driver/driver-protocol.ts';
import { createDriverServer, type DriverServer } from '../../../src/main/printers/driver/driver-server.ts';
import { createSpoolerConnector } from '../../../src/main/printers/windows/winspool-connector.ts';
import { numberedBytes, until } from '../../contracts/connector-harness.ts';
import { createFakeWinspool } from '../windows/winspool-fake.ts';

const queueName = 'POS-80';
let server: DriverServer | undefined;
afterEach(() => server?.shutDown());

async function start() {
  const spooler = createFakeWinspool(queueName);
  const said: DriverMessage[] = [];
  const started = createDriverServer({
    send: async (message) => void (message.type === 'alive' || said.push(message)),
    createConnector: (_, onHung) => createSpoolerConnector({ queueName, winspool: spooler.winspool, onHung }),
  });
  server = started;
  const answerTo = (id: number) => {
    const isAnswer = (message: DriverMessage) =>
      (message.type === 'done' || message.type === 'failed') && message.id === id;
    return until(`${id} was answered`, () => said.find(isAnswer));
  };
  started.handle({ type: 'open', id: 1, target: { kind: 'spooler', queueName } });
  const opened = await answerTo(1);
  const bytes = numberedBytes(10_000);
  const give = (...pieces: number[]) => {
    for (const piece of pieces) {
      started.handle({ type: 'bytes', id: 2, bytes: bytes.subarray(piece * 4096, piece * 4096 + 4096) });
    }
  };
  started.handle({ type: 'write', id: 2, link: 1, length: bytes.length });
  return { ...started, spooler, said, answerTo, opened, give };
}

const words = (said: DriverMessage[]) =>
  said.flatMap((message) =>
    'upTo' in message && message.type !== 'progress' ? [`${message.type} ${message.upTo}`] : [],
  );

describe('a job for a queue, in pieces', () => {
  it('is one document, and surely left only with its end', async () => {
    const { spooler, said, answerTo, give, opened } = await start();
    expect(opened).toMatchObject({ value: { kind: 'spooler', description: 'spooler:POS-80', readable: false } });
    give(0, 1);
    await until('two pieces went', () => words(said).includes('held 8192'));
    expect(spooler.documents).toMatchObject([{ state: 'spooling' }]);
    give(2);
    expect(await answerTo(2)).toMatchObject({ type: 'done' });
    expect(words(said)).toEqual([
      ...['handing 4096', 'held 4096', 'handing 8192', 'held 8192', 'handing 10000', 'taken 10000'],
    ]);
    expect(spooler.documents).toMatchObject([{ state: 'ended', pages: 1 }]);
    expect(spooler.received().equals(numberedBytes(10_000))).toBe(true);
  });

  it('is taken back when it is aborted between two pieces: nothing surely left', async () => {
    const { handle, spooler, said, answerTo, give } = await start();
    give(0);
    await until('a piece went', () => words(said).includes('held 4096'));
    handle({ type: 'abort', id: 2 });
    expect(await answerTo(2)).toMatchObject({ failure: { code: 'WRITE_ABORTED', sureBytes: 0, maybeBytes: 4096 } });
    await until('it is taken back', () => spooler.documents[0]?.state === 'aborted');
    handle({ type: 'write', id: 3, link: 1, length: 4 });
    handle({ type: 'bytes', id: 3, bytes: numberedBytes(4) });
    expect(await answerTo(3)).toMatchObject({ type: 'done' });
    expect(spooler.documents.map(({ state }) => state)).toEqual(['aborted', 'ended']);
  });

  it.each([
    ['writePrinter', 1722, 4096],
    ['endDocPrinter', 1722, 10_000],
  ] as const)('has surely left in no part when %s fails', async (call, errorCode, maybeBytes) => {
    const { spooler, said, answerTo, give } = await start();
    give(0);
    await until('a piece went', () => words(said).includes('held 4096'));
    spooler.fail(call, errorCode);
    give(1, 2);
    expect(await answerTo(2)).toMatchObject({ failure: { code: 'PRINTER_OFFLINE', sureBytes: 0, maybeBytes } });
  });
});

it('held bytes make room for others, and are in doubt when the driver process dies', () => {
  const sent: number[] = [];
  const told: number[] = [];
  const write = createDriverWrite({
    bytes: numberedBytes(20_000),
    send: (piece) => void sent.push(piece.length),
    onProgress: (taken) => void told.push(taken),
  });
  write.fill();
  expect(sent).toHaveLength(4);
  write.onPosition({ type: 'handing', upTo: 4096 });
  write.onPosition({ type: 'held', upTo: 4096 });
  expect(sent).toHaveLength(5);
  expect(told).toEqual([4096]);
  expect(write.rangeAfter({ reason: '', isDrained: true })).toEqual({ sureBytes: 0, maybeBytes: 4096 });
  expect(write.isComplete).toBe(false);
  write.onPosition({ type: 'taken', upTo: 20_000 });
  expect(write.isComplete).toBe(true);
});
