import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { type Answering, type Behaviour, type Closing, honest, type Noise, type Taking } from './behaviour.ts';
import { type HostilePrinter, startHostilePrinter } from './hostile-printer.ts';

let printer: HostilePrinter;
const hosts: Socket[] = [];

afterEach(async () => {
  for (const socket of hosts.splice(0)) socket.destroy();
  await printer.close();
});

interface Change {
  taking?: Partial<Taking>;
  closing?: Partial<Closing>;
  answering?: Partial<Answering>;
  noise?: Noise;
  held?: Behaviour['held'];
}

async function start(change: Change = {}): Promise<void> {
  printer = await startHostilePrinter(createRandom(1));
  printer.behave({
    taking: { ...honest.taking, ...change.taking },
    closing: { ...honest.closing, ...change.closing },
    answering: { ...honest.answering, ...change.answering },
    held: change.held ?? null,
    noise: change.noise ?? null,
  });
}

async function plugIn() {
  const socket = connect({ port: printer.port, host: '127.0.0.1' });
  hosts.push(socket);
  const host = { socket, heard: [] as number[], end: '' };
  socket.on('data', (bytes) => host.heard.push(...(bytes as Buffer)));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    host.end = error.code === 'ECONNREFUSED' ? 'refused' : 'reset';
  });
  socket.once('end', () => {
    host.end ||= 'closed';
  });
  // One that is reset at once may never have been connected.
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => {});
  return host;
}

const receipt = (order: number) => Buffer.from(`\x1b@\x1bt\x10Fée Maison\nTicket N°: ${order}\nÀ bientôt\n`, 'latin1');
const gsR = [0x1d, 0x72, 1];
const gsI = [0x1d, 0x49, 2];
const gsH = [0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, 0x30, 0x30, 0x34, 0x32];
const eot = (n: number) => [0x10, 0x04, n];
const pulse = [0x1b, 0x70, 0, 25, 250];
const marks = (of: 'paper' | 'taken') =>
  printer.ledger[of].flatMap(({ mark, completeAt }) => (completeAt === null ? [] : [mark]));

describe('an honest printer', () => {
  it('answers in line only what lies behind what is on paper, and says so in its ledger', async () => {
    await start({ taking: { bytesPerS: 200 } });
    const host = await plugIn();
    host.socket.write(Buffer.concat([receipt(1), Buffer.from([...pulse, ...gsR, ...gsI, ...gsH, ...eot(1)])]));
    await expect.poll(() => host.heard).toEqual([0x12]);
    expect(marks('taken')).toEqual(['Ticket N°: 1']);
    expect(marks('paper')).toEqual([]);
    await expect.poll(() => host.heard.slice(1)).toEqual([0x00, 0x02, ...Buffer.from('7"0042\0')]);
    expect(marks('paper')).toEqual(['Ticket N°: 1']);
    expect(printer.ledger.fences.map(({ mark }) => mark)).toEqual(['Ticket N°: 1', 'Ticket N°: 1', 'Ticket N°: 1']);
    expect(printer.ledger.fences[0]?.at).toBeGreaterThanOrEqual(printer.ledger.paper[0]?.completeAt ?? Infinity);
    expect(printer.ledger.pulses).toHaveLength(1);
    expect(printer.ledger.answers).toHaveLength(4);
  });

  it('serves one host after the other', async () => {
    await start();
    const first = await plugIn();
    const second = await plugIn();
    second.socket.end(receipt(2));
    first.socket.write(receipt(1));
    await expect.poll(() => marks('paper')).toEqual(['Ticket N°: 1']);
    expect(marks('taken')).toEqual(['Ticket N°: 1']);
    first.socket.end();
    await expect.poll(() => marks('paper')).toEqual(['Ticket N°: 1', 'Ticket N°: 2']);
    expect(printer.ledger.connections).toHaveLength(2);
    expect(printer.ledger.closures).toHaveLength(0);
  });
});

describe('how it takes bytes', () => {
  it('never: nothing is read, until it becomes honest', async () => {
    await start({ taking: { never: true } });
    const host = await plugIn();
    host.socket.end(receipt(1));
    await once(host.socket, 'finish');
    await expect.poll(() => printer.isIdle).toBe(false);
    expect(marks('taken')).toEqual([]);
    printer.behave(honest);
    await expect.poll(() => marks('paper')).toEqual(['Ticket N°: 1']);
  });

  it('power: what is read and not printed is gone, and nobody is there for a while', async () => {
    await start({ taking: { bytesPerS: 100, powerCut: { atByte: receipt(1).length, forMs: 300 } } });
    const host = await plugIn();
    host.socket.write(receipt(1));
    await expect.poll(() => host.end).toBe('reset');
    expect(marks('taken')).toEqual(['Ticket N°: 1']);
    expect((await plugIn()).end).toBe('refused');
    await expect.poll(async () => (await plugIn()).end).toBe('');
    expect(marks('paper')).toEqual([]);
  });

  it('paper: it stops there, tells so while it reads on, and goes on afterwards', async () => {
    await start({ taking: { paperEnd: { atByte: 10, forMs: 400, readsOn: true } } });
    const host = await plugIn();
    host.socket.write(Buffer.concat([receipt(1), Buffer.from(gsR)]));
    await expect.poll(() => marks('taken')).toEqual(['Ticket N°: 1']);
    host.socket.write(Buffer.from(eot(4)));
    await expect.poll(() => host.heard).toEqual([0x7e]);
    expect(marks('paper')).toEqual([]);
    await expect.poll(() => host.heard).toEqual([0x7e, 0x00]);
    expect(marks('paper')).toEqual(['Ticket N°: 1']);
  });

  it('stalls at its byte', async () => {
    await start({ taking: { stall: { atByte: 5, forMs: 300 } } });
    const host = await plugIn();
    const from = Date.now();
    host.socket.write(receipt(1));
    await expect.poll(() => marks('paper')).toEqual(['Ticket N°: 1']);
    expect(printer.ledger.paper[0]?.completeAt).toBeGreaterThanOrEqual(from + 290);
  });
});

describe('how it answers', () => {
  const hear = async (change: Partial<Answering>, ask: number[], length: number) => {
    await start({ answering: change });
    const host = await plugIn();
    host.socket.write(Buffer.from(ask));
    await expect.poll(() => host.heard).toHaveLength(length);
    return host.heard;
  };

  it('only what it knows', async () => {
    expect(await hear({ knows: ['gs-i'] }, [...gsR, ...eot(1), ...gsI], 1)).toEqual([0x02]);
  });

  it('twice, in pieces', async () => {
    expect(await hear({ copies: 2, splitMs: 5 }, [0x1d, 0x49, 65], 16)).toEqual([...Buffer.from('_POS-80\0_POS-80\0')]);
  });

  it('late, and never one before the other', async () => {
    const from = Date.now();
    expect(await hear({ lateMs: [150, 300] }, [...eot(1), ...gsI, ...gsR], 3)).toEqual([0x12, 0x02, 0x00]);
    expect(Date.now() - from).toBeGreaterThanOrEqual(140);
  });

  it.each([
    ['zero', [0, 0, 0, 0], 2],
    ['ff', [0xff, 0xff, 0xff, 0xff], 0],
    ['paper-end', [0x12, 0x72, 0x0c, 0x02], 0],
    ['offline', [0x1a, 0x12, 0x00, 0x02], 2],
  ] as const)('wrongly: %s', async (wrong, heard, proofs) => {
    expect(await hear({ wrong }, [...eot(1), ...eot(4), ...gsR, ...gsI], 4)).toEqual(heard);
    expect(printer.ledger.fences).toHaveLength(proofs);
  });

  it('whoever is there, where the asker has gone', async () => {
    await start({ answering: { to: 'whoever', lateMs: [200, 200] } });
    const first = await plugIn();
    first.socket.end(Buffer.from(gsR));
    const second = await plugIn();
    await expect.poll(() => second.heard).toEqual([0x00]);
  });
});

describe('how it closes', () => {
  it.each(['rst', 'fin'] as const)('at any byte: %s', async (how) => {
    await start({ closing: { atByte: { from: 8, to: 8, how } } });
    const host = await plugIn();
    host.socket.write(receipt(1));
    await expect.poll(() => host.end).not.toBe('');
    expect(printer.ledger.closures).toHaveLength(1);
    expect(marks('taken')).toEqual([]);
  });

  it('when nothing comes, and behind a job', async () => {
    await start({ closing: { idleMs: 100 } });
    const idle = await plugIn();
    await expect.poll(() => idle.end).toBe('closed');
    printer.behave({ ...honest, closing: { ...honest.closing, afterJob: 'fence' } });
    const host = await plugIn();
    host.socket.write(Buffer.concat([receipt(1), Buffer.from(gsR)]));
    await expect.poll(() => host.end).toBe('closed');
    expect(host.heard).toEqual([0x00]);
  });

  it.each(['rst', 'fin', 'rst-late', 'fin-late'] as const)(
    'to all others while another till holds it: %s',
    async (others) => {
      await start({ held: { forMs: 60_000, freeMs: 60_000, isFreeFirst: false, others } });
      const host = await plugIn();
      await expect.poll(() => host.end).toBe(others.startsWith('rst') ? 'reset' : 'closed');
      expect(printer.ledger.closures).toHaveLength(1);
      expect(marks('taken')).toEqual([]);
    },
  );
});

describe('what it says unasked', () => {
  it.each<[string, Noise, number[]]>([
    ['a banner', { kind: 'banner', text: '220 ', afterMs: 50 }, [...Buffer.from('220 ')]],
    ['status blocks', { kind: 'asb', everyMs: 50, cutMs: 10 }, [0x14, 0, 0, 0x0f]],
    ['weights', { kind: 'scale', everyMs: 50 }, [...Buffer.from('ST,GS,')]],
    ['NULs', { kind: 'nuls', everyMs: 20 }, [0, 0]],
    ['a stream', { kind: 'endless', bytesPerS: 1_000_000, byte: 65 }, Array(1_000).fill(65)],
  ])('%s', async (_case, noise, heard) => {
    await start({ noise });
    const host = await plugIn();
    await expect.poll(() => host.heard.slice(0, heard.length)).toEqual(heard);
    expect(printer.ledger.answers).toEqual([]);
  });

  it('what it is told, and a byte beside a job', async () => {
    await start({ noise: { kind: 'echo' }, answering: { knows: [] } });
    const host = await plugIn();
    host.socket.write(Buffer.from(eot(1)));
    await expect.poll(() => host.heard).toEqual(eot(1));
    printer.behave({ ...honest, noise: { kind: 'beside-job', when: 'after', byte: 7 } });
    host.socket.write(receipt(1));
    await expect.poll(() => host.heard).toEqual([...eot(1), 7]);
  });
});
