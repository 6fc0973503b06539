import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'vitest';
import { call, post, readJob, untilJob } from './agent-api.ts';
import { makeDataDir, type StartedAgent, startAgent } from './start-agent.ts';
import { until } from './until.ts';

/** A network printer that answers, and says this beside as long as it is told to. */
async function openTalker(talk: (socket: Socket) => void, { onTestFinished }: TestContext) {
  const sockets = new Set<Socket>();
  let isTalking = true;
  let connections = 0;
  const received: Buffer[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    if (isTalking) talk(socket);
    socket.on('data', (chunk) => {
      received.push(chunk);
      if (chunk.includes('\x10\x04')) socket.write('\x12');
      if (chunk.includes('\x1dr\x01')) socket.write('\0');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    received: () => Buffer.concat(received).toString('latin1'),
    fallSilent: () => {
      isTalking = false;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** As fast as the other side takes it. */
const flood = (piece: Uint8Array) => (socket: Socket) => {
  const more = () => {
    while (!socket.destroyed && socket.write(piece)) {
      // Until the kernel has no more room.
    }
  };
  socket.on('drain', more);
  more();
};

/** 5 KB/s. */
const murmur = (byte: number) => (socket: Socket) => {
  const timer = setInterval(() => socket.write(Buffer.alloc(100, byte)), 20);
  socket.on('close', () => clearInterval(timer));
};

const printerOf = async (agent: StartedAgent) =>
  (
    await call<{ printer: { state: string; code: string; message: string; connected: boolean } }>(
      agent,
      'GET',
      '/status',
    )
  ).body.printer;

function residentMegabytes({ pid }: StartedAgent): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1]) / 1000;
}

// Side by side: most of their time is the agent's own patience.
describe.concurrent('what never stops talking at the place of the printer', () => {
  it.for<[string, (socket: Socket) => void]>([
    ['that all is well', flood(Buffer.alloc(65_536, 0x12))],
    ['that everything has been printed', flood(Buffer.alloc(65_536, 0x00))],
    ['automatic status', flood(Buffer.from('\x10\0\0\0'.repeat(16_384), 'latin1'))],
    ['the head of an answer, never its end', flood(Buffer.alloc(65_536, 0x37))],
    ['noise', flood(Buffer.alloc(65_536, 0xff))],
    ['5 KB/s that all is well', murmur(0x12)],
    ['5 KB/s of noise', murmur(0xff)],
  ])('%s: is said to be none, costs neither memory nor calls, and no ticket', async ([, talk], context) => {
    const { expect, onTestFinished } = context;
    const printer = await openTalker(talk, context);
    const agent = await startAgent({ args: ['--printer', printer.address] });
    onTestFinished(agent.kill);
    await until('the printer is none', async () => (await printerOf(agent)).code === 'NOT_A_PRINTER');
    const { body: ticket } = await post(agent, '/print/ticket', { order_id: 1, total_amount: 5 });
    expect(await printerOf(agent)).toMatchObject({ state: 'blocked', connected: false });
    // It is asked again, some times: it does not look like a printer in between, and the ticket waits for one.
    const asked = printer.connections() + 3;
    await until('it was asked again', async () => {
      expect(await printerOf(agent)).toMatchObject({ state: 'blocked', code: 'NOT_A_PRINTER' });
      return printer.connections() >= asked;
    });
    expect((await readJob(agent, ticket.job_id)).state).toBe('queued');
    expect(printer.received()).not.toContain('\x1b@');
    if (process.platform === 'linux') expect(residentMegabytes(agent)).toBeLessThan(250);
    printer.fallSilent();
    await untilJob(agent, ticket.job_id, 'printed');
    await until('it is ready', async () => (await printerOf(agent)).code === 'PRINTER_READY');
    expect(await agent.stop()).toBe(0);
  });

  it('no drawer opens there late, or at all', async (context) => {
    const { expect, onTestFinished } = context;
    const printer = await openTalker(flood(Buffer.alloc(65_536, 0x12)), context);
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ printer: { profile: 'epson-80' } }));
    const agent = await startAgent({ dataDir, args: ['--printer', printer.address] });
    onTestFinished(agent.kill);
    await until('the printer is none', async () => (await printerOf(agent)).code === 'NOT_A_PRINTER');
    const { body } = await post(agent, '/drawer/open', {});
    await untilJob(agent, body.job_id, 'expired');
    // Neither the pulse of a job nor the real-time one.
    for (const pulse of ['\x1bp', '\x10\x14']) expect(printer.received()).not.toContain(pulse);
  });

  it('one that begins to talk in the middle of a ticket: the ticket is in doubt, and said why', async (context) => {
    const { expect, onTestFinished } = context;
    const talk = flood(Buffer.alloc(65_536, 0xff));
    const printer = await openTalker((socket) => {
      socket.on('data', (chunk) => chunk.includes('\x1b@') && talk(socket));
    }, context);
    const agent = await startAgent({ args: ['--printer', printer.address] });
    onTestFinished(agent.kill);
    const { body } = await post(agent, '/print/ticket', { order_id: 1, total_amount: 5 });
    expect(await untilJob(agent, body.job_id, 'uncertain')).toMatchObject({ error: { code: 'NOT_A_PRINTER' } });
  });

  it('ends in the middle of the talk as it ends at any other time', async (context) => {
    const { expect, onTestFinished } = context;
    const printer = await openTalker(flood(Buffer.alloc(65_536, 0x12)), context);
    const agent = await startAgent({ args: ['--printer', printer.address] });
    onTestFinished(agent.kill);
    await post(agent, '/print/ticket', { order_id: 1, total_amount: 5 });
    expect(await agent.stop()).toBe(0);
  });

  it('a few words unasked are none of that: the ticket comes out', async (context) => {
    const { onTestFinished } = context;
    const printer = await openTalker((socket) => void socket.write('\x10\0\0\0'.repeat(200), 'latin1'), context);
    const agent = await startAgent({ args: ['--printer', printer.address] });
    onTestFinished(agent.kill);
    const { body } = await post(agent, '/print/ticket', { order_id: 1, total_amount: 5 });
    await untilJob(agent, body.job_id, 'printed');
  });
});
