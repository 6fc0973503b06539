import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import { describeFileTrouble, whileHeld } from '../../src/main/base/file-trouble.ts';

const failure = (code: string) => Object.assign(new Error(code), { code });
const times = { forMs: 200, everyMs: 10 };

/** Fails so many times with this, then works. */
function holder(code: string, failures: number) {
  let tries = 0;
  return {
    act: () => {
      tries += 1;
      if (tries <= failures) throw new AgentError('SETTINGS_NOT_SAVED', 'non', { cause: failure(code) });
      return tries;
    },
    get tries() {
      return tries;
    },
  };
}

describe('a file that another program holds', () => {
  it.each(['EBUSY', 'EPERM', 'EACCES'])('for a moment (%s) is written after all', async (code) => {
    expect(await whileHeld(holder(code, 3).act, times)).toBe(4);
  });

  it('for ever is told with its own error, soon, and the thread was free all the time', async () => {
    const held = holder('EBUSY', Number.POSITIVE_INFINITY);
    let turns = 0;
    const beat = setInterval(() => {
      turns += 1;
    }, 5);
    const before = performance.now();
    const error = await whileHeld(held.act, times).catch((thrown: unknown) => thrown);
    clearInterval(beat);
    expect(error).toMatchObject({ code: 'SETTINGS_NOT_SAVED', cause: { code: 'EBUSY' } });
    expect(performance.now() - before).toBeLessThan(5_000);
    expect(held.tries).toBeGreaterThan(2);
    expect(turns).toBeGreaterThan(3);
  });

  it.each(['ENOSPC', 'EROFS', 'EISDIR'])('is not what %s means: that is told at once', async (code) => {
    const full = holder(code, 1);
    await expect(whileHeld(full.act, times)).rejects.toMatchObject({ code: 'SETTINGS_NOT_SAVED' });
    expect(full.tries).toBe(1);
  });
});

it.each([
  ['ENOSPC', 'plein'],
  ['EROFS', 'protégé en écriture'],
  ['EACCES', 'droit'],
  ['EBUSY', 'un autre programme'],
  ['EIO', 'erreurs'],
  ['EISDIR', 'un dossier'],
  ['EWHATEVER', 'EWHATEVER'],
])('%s has words of its own', (code, word) => {
  const { cause, advice } = describeFileTrouble(failure(code));
  expect(`${cause} : ${advice}`).toContain(word);
  if (code !== 'ENOSPC') expect(`${cause} : ${advice}`).not.toMatch(/plein|de la place/);
});
