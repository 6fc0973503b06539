import { expect, it } from 'vitest';
import { createIncomingBytes } from '../../../src/main/printers/transport/incoming-bytes.ts';

const alive = new AbortController().signal;

it('gives everything in order, once', async () => {
  const incoming = createIncomingBytes(10);
  incoming.push(Buffer.from('ab'));
  incoming.push(new Uint8Array(0));
  incoming.push(Buffer.from('cd'));
  expect(incoming.size).toBe(4);
  expect(Buffer.from(await incoming.read(0, alive)).toString()).toBe('abcd');
  expect((await incoming.read(0, alive)).length).toBe(0);
});

it('drops the oldest beyond its limit', async () => {
  const incoming = createIncomingBytes(5);
  incoming.push(Buffer.from('abc'));
  incoming.push(Buffer.from('defg'));
  expect(Buffer.from(await incoming.read(0, alive)).toString()).toBe('cdefg');
  incoming.push(Buffer.from('0123456789'));
  expect(incoming.size).toBe(5);
  expect(Buffer.from(await incoming.read(0, alive)).toString()).toBe('56789');
});

it('waits for the next bytes, and no longer than asked', async () => {
  const incoming = createIncomingBytes(5);
  const reading = incoming.read(60_000, alive);
  incoming.push(Buffer.from('a'));
  expect(Buffer.from(await reading).toString()).toBe('a');
  expect((await incoming.read(1, alive)).length).toBe(0);
});

it('gives what is left after the end, then its reason', async () => {
  const incoming = createIncomingBytes(5);
  const end = new AbortController();
  const reading = incoming.read(60_000, end.signal);
  end.abort(new Error('cut'));
  await expect(reading).rejects.toThrow('cut');
  incoming.push(Buffer.from('z'));
  expect(Buffer.from(await incoming.read(0, end.signal)).toString()).toBe('z');
  await expect(incoming.read(60_000, end.signal)).rejects.toThrow('cut');
});
