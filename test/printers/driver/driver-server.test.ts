import { afterEach, describe, expect, it } from 'vitest';
import type { DriverMessage } from '../../../src/main/printers/driver/driver-protocol.ts';
import { createDriverServer, type DriverServer } from '../../../src/main/printers/driver/driver-server.ts';
import { type Link, LinkError } from '../../../src/main/printers/transport/link.ts';
import { until } from '../../contracts/connector-harness.ts';
import { createFakeConnector, createFakeLink } from '../transport/fake-link.ts';

let server: DriverServer | undefined;
afterEach(() => server?.shutDown());

async function start(change: Partial<Link> = {}) {
  const said: DriverMessage[] = [];
  const written: number[] = [];
  const link = createFakeLink('usb', {
    write: async (bytes) => void written.push(bytes.length),
    read: async () => Uint8Array.from([1]),
  });
  let onHung = () => {};
  const started = createDriverServer({
    send: async (message) => void (message.type === 'alive' || said.push(message)),
    createConnector: (_, hung) => {
      onHung = hung;
      return createFakeConnector(Object.assign(link, change));
    },
  });
  server = started;
  const answerTo = async (id: number) => {
    const isAnswer = (message: DriverMessage) =>
      (message.type === 'done' || message.type === 'failed') && message.id === id;
    return until(`${id} was answered`, () => said.find(isAnswer));
  };
  const target = { kind: 'usb', target: {} } as const;
  started.handle({ type: 'open', id: 1, target });
  await answerTo(1);
  return { ...started, said, written, answerTo, target, hang: () => onHung() };
}

describe('the driver server', () => {
  it('says what it hands over before it does, piece by piece', async () => {
    const { handle, said, answerTo } = await start();
    handle({ type: 'write', id: 2, link: 1, length: 5000 });
    handle({ type: 'bytes', id: 2, bytes: new Uint8Array(4096) });
    handle({ type: 'bytes', id: 2, bytes: new Uint8Array(904) });
    await answerTo(2);
    const words = said.flatMap((message) => ('upTo' in message ? [`${message.type} ${message.upTo}`] : []));
    expect(words).toEqual(['handing 4096', 'taken 4096', 'handing 5000', 'taken 5000']);
  });

  it("counts a failure's range from the start of the whole write", async () => {
    let calls = 0;
    const { handle, answerTo } = await start({
      write: async () => {
        calls += 1;
        if (calls === 2) throw new LinkError('PRINTER_OFFLINE', 'weg', { sureBytes: 10, maybeBytes: 904 });
      },
    });
    handle({ type: 'write', id: 2, link: 1, length: 5000 });
    handle({ type: 'bytes', id: 2, bytes: new Uint8Array(4096) });
    handle({ type: 'bytes', id: 2, bytes: new Uint8Array(904) });
    expect(await answerTo(2)).toMatchObject({
      type: 'failed',
      failure: { code: 'PRINTER_OFFLINE', sureBytes: 4106, maybeBytes: 5000 },
    });
  });

  it('ends a write that is aborted while it waits for bytes', async () => {
    const { handle, answerTo, written } = await start();
    handle({ type: 'write', id: 2, link: 1, length: 5000 });
    handle({ type: 'bytes', id: 2, bytes: new Uint8Array(4096) });
    await until('the first piece went', () => written.length === 1);
    handle({ type: 'abort', id: 2 });
    expect(await answerTo(2)).toMatchObject({ failure: { code: 'WRITE_ABORTED', sureBytes: 4096, maybeBytes: 4096 } });
  });

  it('answers for what the device cannot do, and for its bugs', async () => {
    const { handle, answerTo } = await start({
      read: async () => {
        throw new TypeError('a bug');
      },
    });
    handle({ type: 'port-status', id: 2, link: 1 });
    expect(await answerTo(2)).toMatchObject({ type: 'done', value: null });
    handle({ type: 'soft-reset', id: 3, link: 1 });
    expect(await answerTo(3)).toMatchObject({ type: 'failed' });
    handle({ type: 'read', id: 4, link: 1, timeoutMs: 1 });
    expect(await answerTo(4)).toMatchObject({ failure: { code: 'PRINTER_ERROR', cause: 'a bug' } });
  });

  it('tells the end of a link as soon as it comes, in the name of its opening', async () => {
    const end = new AbortController();
    const { said } = await start({ ended: end.signal });
    end.abort(new LinkError('PRINTER_OFFLINE', 'weg'));
    expect(said.at(-1)).toMatchObject({ type: 'ended', id: 1, failure: { code: 'PRINTER_OFFLINE', message: 'weg' } });
  });

  it('tells the end of a link that had ended before it was handed over, ahead of the answer', async () => {
    const { said } = await start({ ended: AbortSignal.abort(new LinkError('PRINTER_OFFLINE', 'weg')) });
    expect(said.map(({ type }) => type)).toEqual(['ready', 'ended', 'done']);
  });

  it('does nothing on a link what was asked of another', async () => {
    const { handle, answerTo, written } = await start();
    handle({ type: 'read', id: 2, link: 7, timeoutMs: 1 });
    expect(await answerTo(2)).toMatchObject({ type: 'failed', failure: { maybeBytes: 0 } });
    handle({ type: 'write', id: 3, link: 7, length: 1 });
    handle({ type: 'bytes', id: 3, bytes: new Uint8Array(1) });
    expect(await answerTo(3)).toMatchObject({ type: 'failed', failure: { maybeBytes: 0 } });
    expect(written).toEqual([]);
  });

  it('opens nothing more once a call hangs, and asks to be ended', async () => {
    const { handle, said, answerTo, target, hang } = await start();
    hang();
    handle({ type: 'open', id: 2, target });
    expect(await answerTo(2)).toMatchObject({ failure: { code: 'PRINTER_HUNG' } });
    await until('it asked', () => said.some(({ type }) => type === 'hung'));
  });
});
