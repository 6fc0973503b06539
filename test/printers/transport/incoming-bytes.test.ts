import { expect, it } from 'vitest';
import { createIncomingBytes } from '../../../src/main/printers/transport/incoming-bytes.ts';

it('gives everything in order, once', () => {
  const incoming = createIncomingBytes(10);
  incoming.push(Buffer.from('ab'));
  incoming.push(new Uint8Array(0));
  incoming.push(Buffer.from('cd'));
  expect(incoming.size).toBe(4);
  expect(Buffer.from(incoming.take()).toString()).toBe('abcd');
  expect(incoming.take().length).toBe(0);
});

it('drops the oldest beyond its limit', () => {
  const incoming = createIncomingBytes(5);
  incoming.push(Buffer.from('abc'));
  incoming.push(Buffer.from('defg'));
  expect(Buffer.from(incoming.take()).toString()).toBe('cdefg');
  incoming.push(Buffer.from('0123456789'));
  expect(incoming.size).toBe(5);
  expect(Buffer.from(incoming.take()).toString()).toBe('56789');
});
