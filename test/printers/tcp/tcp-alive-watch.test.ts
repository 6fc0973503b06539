import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createAliveWatch } from '../../../src/main/printers/tcp/tcp-alive-watch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function createWatch(probe: () => Promise<boolean>) {
  const onDead = vi.fn();
  const probed = vi.fn(probe);
  const times = { stallProbeAfterMs: 5000, probeRetryMs: 4000, deadAfterProbes: 3 };
  return { watch: createAliveWatch({ probe: probed, onDead, ...times }), onDead, probed };
}

it('never probes while nobody waits', async () => {
  const { probed } = createWatch(async () => false);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(probed).not.toHaveBeenCalled();
});

it('finds a silent host dead within 20 s', async () => {
  const { watch, onDead, probed } = createWatch(() => new Promise((resolve) => setTimeout(() => resolve(false), 4000)));
  watch.setWaiting(true);
  await vi.advanceTimersByTimeAsync(4999);
  expect(probed).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(15_001);
  expect(probed).toHaveBeenCalledTimes(3);
  expect(onDead).toHaveBeenCalledTimes(1);
});

it('does not take an instant refusal of our own network for the death of the printer at once', async () => {
  const { watch, onDead } = createWatch(async () => false);
  watch.setWaiting(true);
  await vi.advanceTimersByTimeAsync(12_999);
  expect(onDead).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2);
  expect(onDead).toHaveBeenCalledTimes(1);
});

it('waits for ever for a host that answers', async () => {
  const { watch, onDead, probed } = createWatch(async () => true);
  watch.setWaiting(true);
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(onDead).not.toHaveBeenCalled();
  expect(probed.mock.calls.length).toBeGreaterThan(600);
});

it('counts only probes in a row', async () => {
  const answers = [false, false, true, false, false, true, false, false, false];
  const { watch, onDead, probed } = createWatch(async () => answers.shift() ?? true);
  watch.setWaiting(true);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(onDead).toHaveBeenCalledTimes(1);
  expect(probed).toHaveBeenCalledTimes(9);
});

it('begins anew after a movement, even one during a probe', async () => {
  let endProbe = (_alive: boolean) => {};
  const { watch, onDead, probed } = createWatch(
    () =>
      new Promise((resolve) => {
        endProbe = resolve;
      }),
  );
  watch.setWaiting(true);
  for (let round = 1; round <= 5; round++) {
    await vi.advanceTimersByTimeAsync(5001);
    expect(probed).toHaveBeenCalledTimes(round);
    watch.moved();
    endProbe(false);
  }
  await vi.advanceTimersByTimeAsync(4000);
  expect(onDead).not.toHaveBeenCalled();
});

it('keeps counting over short waits, as when an answer is polled for', async () => {
  const { watch, onDead } = createWatch(async () => false);
  for (let poll = 0; poll < 40 && onDead.mock.calls.length === 0; poll++) {
    watch.setWaiting(true);
    await vi.advanceTimersByTimeAsync(500);
    watch.setWaiting(false);
  }
  expect(onDead).toHaveBeenCalledTimes(1);
});

it('takes a failing probe for no answer, and is quiet once stopped', async () => {
  const { watch, onDead, probed } = createWatch(async () => {
    throw new Error('no sockets left');
  });
  watch.setWaiting(true);
  await vi.advanceTimersByTimeAsync(5001);
  watch.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(probed).toHaveBeenCalledTimes(1);
  expect(onDead).not.toHaveBeenCalled();
});
