import { expect, test } from 'vitest';
import { stopInTime } from '../../src/main/cli/stop-in-time.ts';
import { silentLog } from '../silent-log.ts';

test('what ends is waited for, and nothing is said', async () => {
  const { log, errors } = silentLog();
  let isEnded = false;
  const close = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    isEnded = true;
  };
  await stopInTime({ close }, { log });
  expect(isEnded).toBe(true);
  expect(errors).toEqual([]);
});

test('what never ends is left behind, and told', async () => {
  const { log, errors } = silentLog();
  await stopInTime({ close: () => new Promise(() => {}) }, { log, limitMs: 10 });
  expect(errors).toEqual([[{ limitMs: 10 }, expect.stringContaining('left behind')]]);
});
