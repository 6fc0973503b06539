import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { post, readStatus } from './agent-api.ts';
import { buildSlowResolver, whyNoSlowResolver } from './slow-resolver.ts';
import { type AgentCall, makeDataDir, type StartedAgent, startAgent } from './start-agent.ts';
import { until } from './until.ts';

const start = async (call: AgentCall & { dataDir?: string }): Promise<StartedAgent> => {
  const agent = await startAgent(call);
  onTestFinished(agent.kill);
  return agent;
};

/** The promise itself: whatever is open. */
async function expectStop(agent: StartedAgent, signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<void> {
  const startedAt = performance.now();
  expect(await agent.stop(signal)).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(agent.stderr()).toContain('agent stopped');
}

const ticket = (agent: StartedAgent, order: number, items = 1) =>
  post(agent, '/print/ticket', {
    order_id: order,
    items: Array.from({ length: items }, (_, item) => ({ product_name: `Gâteau ${item}`, unit_price: 150 })),
  });

/** Something at the printer's address. */
async function listen(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const noSlowResolver = whyNoSlowResolver();
if (noSlowResolver !== null) console.warn(`stop-in-time.test.ts: the slow name server is skipped: ${noSlowResolver}`);

describe('asked to stop it ends with 0 within 5 s', () => {
  it.skipIf(noSlowResolver !== null)('beside a name server that does not answer for half a minute', async () => {
    const resolver = buildSlowResolver();
    const agent = await start({ args: ['--printer', `tcp://${resolver.name}:9100`], env: resolver.env });
    await ticket(agent, 1);
    await until('the name server is asked', resolver.isAsked);
    expect((await readStatus(agent)).printer.state).toBe('offline');
    await expectStop(agent);
  });

  it('in the middle of a printer’s endless talk', async () => {
    const address = await listen((socket) => {
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, 0x12))) {
          // Until the kernel has no more room.
        }
      };
      socket.on('drain', more);
      more();
    });
    const agent = await start({ args: ['--printer', address] });
    await ticket(agent, 1);
    await expectStop(agent, 'SIGINT');
  });

  it('in the middle of a ticket for a printer that never reads', async () => {
    const agent = await start({ args: ['--printer', await listen((socket) => socket.pause())] });
    // More than the kernel takes for it.
    for (let order = 1; order <= 80; order += 1) await ticket(agent, order, 400);
    await until('one is being printed', async () => (await readStatus(agent)).printer.jobs.printing === 1);
    await expectStop(agent);
  });

  it('beside 50 calls that wait for an outcome and 20 screens', async () => {
    const agent = await start({ args: ['--printer', 'tcp://127.0.0.1:1'] });
    const headers = { Authorization: `Bearer ${agent.token}` };
    const waits = Array.from({ length: 50 }, (_, order) =>
      post<{ state: string }>(agent, '/print/ticket?wait=8', { order_id: order, total_amount: 5 }),
    );
    const ended: Promise<unknown>[] = [];
    for (let screen = 0; screen < 20; screen += 1) {
      const [answer] = await once(get(`${agent.url}/events`, { headers }), 'response');
      answer.resume();
      ended.push(once(answer, 'close'));
    }
    await until('all of them wait', async () => (await readStatus(agent)).printer.jobs.waiting === 50);
    await expectStop(agent);
    for (const { status, body } of await Promise.all(waits)) expect([status, body.state]).toEqual([200, 'queued']);
    await Promise.all(ended);
  });

  it.skipIf(process.platform === 'win32').each(['nobody has it open', 'whoever has it open never reads'])(
    'with a device file that takes nothing: %s',
    async (what) => {
      const fifo = join(makeDataDir(), 'printer');
      execFileSync('mkfifo', [fifo]);
      if (what !== 'nobody has it open') {
        const descriptor = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK);
        onTestFinished(() => closeSync(descriptor));
        // Full to the brim.
        expect(() => {
          for (;;) writeSync(descriptor, Buffer.alloc(4096));
        }).toThrow('EAGAIN');
      }
      const agent = await start({ args: ['--printer', `file:${fifo}`] });
      await ticket(agent, 1);
      await until('it was tried', async () => {
        const { state, jobs } = (await readStatus(agent)).printer;
        return state === 'offline' || jobs.printing === 1;
      });
      await expectStop(agent);
    },
  );
});
