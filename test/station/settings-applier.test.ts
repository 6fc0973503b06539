import { expect, test } from 'vitest';
import { type Settings, settingsSchema } from '../../src/main/settings/settings.ts';
import type { SettingsKeeper } from '../../src/main/settings/settings-keeper.ts';
import type { PrintStation } from '../../src/main/station/print-station.ts';
import { createSettingsApplier } from '../../src/main/station/settings-applier.ts';
import { silentLog } from '../silent-log.ts';

/**
 * A station that can fail when nothing may fail any more, which a real one cannot be made to do. Blind spots: what a real
 * one has done by then; print-station-apply.test.ts has it.
 */
function applierOver(apply: () => Promise<void>, save: () => void = () => {}) {
  const settings = settingsSchema.parse({ port: 8080 });
  const moves: number[] = [];
  const station = { settings, logo: null, apply } as unknown as PrintStation;
  const resolve = (stored: Settings) => ({ settings: stored });
  const keeper = { stored: settings, resolve, save, putInOrder: () => null };
  const applier = createSettingsApplier({
    settings: keeper as unknown as SettingsKeeper,
    station,
    move: async (_host, port) => void moves.push(port),
    leaving: new AbortController().signal,
    log: silentLog().log,
  });
  return { applier, moves, stored: settings };
}

test('a station that fails behind a move gets its old address back', async () => {
  const { applier, moves, stored } = applierOver(() => Promise.reject(new Error('stuck')));
  await expect(applier.change(() => ({ stored: { ...stored, port: 9090 } }))).rejects.toThrow('stuck');
  expect(moves).toEqual([9090, 8080]);
});

test('a change that fails does not hold up the next one', async () => {
  let calls = 0;
  const { applier, stored } = applierOver(async () => {
    calls += 1;
    if (calls === 1) throw new Error('stuck');
  });
  const first = applier.change(() => ({ stored: { ...stored, port: 9090 } }));
  const second = applier.change(() => ({ stored: { ...stored, port: 9091 } }));
  await expect(first).rejects.toThrow('stuck');
  await expect(second).resolves.toMatchObject({ stored: { port: 9091 } });
  await applier.end();
});

test('a settings file that another program holds for a moment is written after all', async () => {
  let tries = 0;
  const { applier, stored } = applierOver(
    async () => {},
    () => {
      tries += 1;
      if (tries < 3) throw Object.assign(new Error('held'), { code: 'EBUSY' });
    },
  );
  await applier.change(() => ({ stored: { ...stored, language: 'ar' } }));
  expect(tries).toBe(3);
});
