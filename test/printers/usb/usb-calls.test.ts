import { expect, it, vi } from 'vitest';
import { classifyUsbMessage, createUsbCalls } from '../../../src/main/printers/usb/usb-calls.ts';

/** Texts of npm usb 3.1.0, as they came (Windows': from nusb's source and issues). */
it.each([
  ['transferOut error: Cancelled', 'timeout'],
  ['transferOut error: Stall', 'stall'],
  ['controlTransferIn error: endpoint stalled', 'stall'],
  ['transferIn error: Disconnected', 'gone'],
  ['controlTransferIn error: device disconnected', 'gone'],
  ['open error: failed to open device (errno 2)', 'gone'],
  ['open error: no such device (errno 19)', 'gone'],
  ['transferOut error: Unknown(108)', 'gone'],
  ['claimInterface error: interface is busy (errno 16)', 'busy'],
  ['open error: permission denied (errno 13)', 'permission'],
  ['open error: failed (errno 1)', 'permission'],
  ['claimInterface error: incompatible driver is installed for this interface', 'wrong-driver'],
  ['transferOut error: Fault', 'io'],
  ['transferOut error: Unknown(71)', 'io'],
  ['transferOut error: endpoint not found', 'unknown'],
  ['', 'unknown'],
])('%s: %s', (message, failure) => {
  expect(classifyUsbMessage(message)).toBe(failure);
});

it('gives up a call that is never given back, and knows that it is still under way', async () => {
  vi.useFakeTimers();
  try {
    const calls = createUsbCalls(100);
    const lost = expect(calls.run('transferOut', 50, () => new Promise(() => {}))).rejects.toMatchObject({
      failure: 'hung',
    });
    await vi.advanceTimersByTimeAsync(150);
    await lost;
    const idle = calls.idle(10);
    await vi.advanceTimersByTimeAsync(10);
    expect(await idle).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

it('turns what is thrown at once into a rejection, and is idle again', async () => {
  const calls = createUsbCalls();
  const thrown = () => {
    throw new Error('native value cannot be borrowed mutably');
  };
  await expect(calls.run('releaseInterface', 10, thrown)).rejects.toMatchObject({ failure: 'unknown' });
  expect(await calls.idle(0)).toBe(true);
});
