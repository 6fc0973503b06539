import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSealedTokenStore, type KeyRing } from '../../src/main/token/sealed-token-store.ts';
import { createTokenKeeper, rotateTokenFile } from '../../src/main/token/token-keeper.ts';
import { createFileTokenStore } from '../../src/main/token/token-store.ts';
import { refusalOf } from '../base/refusal.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { createFakeClock } from '../fake-clock.ts';

/** Stands for Electron's safeStorage, which needs a desktop session; it cannot show a key ring that hangs or asks. */
function createKeyRing(key = 7): KeyRing {
  const turn = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ key));
  return {
    seal: (text) => Buffer.concat([Buffer.of(key), turn(Buffer.from(text))]),
    unseal: (sealed) => {
      if (sealed[0] !== key) {
        throw new Error('sealed by another');
      }
      return turn(sealed.subarray(1)).toString();
    },
  };
}

const keyRing = createKeyRing();
const open = (dataDir: string, ring: KeyRing | null = keyRing) => createSealedTokenStore({ dataDir, keyRing: ring });

describe('a token in the key ring', () => {
  it('stands nowhere in plain, and is the same after a restart', () => {
    const dataDir = makeDataDir();
    const first = open(dataDir);
    const token = first.readOrCreate();
    expect(first).toMatchObject({ source: 'keyring', note: null });
    expect(existsSync(join(dataDir, 'token'))).toBe(false);
    expect(readFileSync(first.file, 'utf8')).not.toContain(token);
    expect(statSync(first.file).mode & 0o777).toBe(0o600);
    expect(open(dataDir).readOrCreate()).toBe(token);
  });

  it('is taken over from a plain file, which then goes', () => {
    const dataDir = makeDataDir();
    const token = createFileTokenStore(dataDir).readOrCreate();
    expect(open(dataDir).readOrCreate()).toBe(token);
    expect(existsSync(join(dataDir, 'token'))).toBe(false);
    expect(open(dataDir).readOrCreate()).toBe(token);
  });

  it('cannot be shown by the command line, but replaced; the running agent notices and seals it', () => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const keeper = createTokenKeeper({
      dataDir,
      store: open(dataDir),
      fixed: null,
      clock,
      log: { warn: () => {}, error: () => {} },
    });
    const old = keeper.current();
    const plain = createFileTokenStore(dataDir);
    expect(refusalOf(() => plain.readOrCreate())).toMatchObject({ code: 'TOKEN_SEALED' });
    const fresh = rotateTokenFile({ dataDir, store: plain, graceHours: 1, clock });
    expect([fresh, old].map((token) => keeper.accepts(token, 'x'))).toEqual([true, true]);
    expect(existsSync(join(dataDir, 'token'))).toBe(false);
    expect(open(dataDir).readOrCreate()).toBe(fresh);
  });

  it('stays in the 0600 file where there is no key ring, and that is said', () => {
    const dataDir = makeDataDir();
    const store = open(dataDir, null);
    const token = store.readOrCreate();
    expect(store).toMatchObject({ source: 'file', note: { code: 'TOKEN_NOT_IN_KEYRING' } });
    expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600);
    expect(open(dataDir, null).readOrCreate()).toBe(token);
    expect(open(dataDir).readOrCreate()).toBe(token);
  });

  it.each<[string, KeyRing | null]>([
    ['that another has sealed', createKeyRing(9)],
    ['without its key ring', null],
  ])('%s is not replaced: the ERP goes on with it, and it is back with its key ring', (_name, ring) => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const keeperWith = (used: KeyRing | null) =>
      createTokenKeeper({
        dataDir,
        store: open(dataDir, used),
        fixed: null,
        clock,
        log: { warn: () => {}, error: () => {} },
      });
    const old = keeperWith(keyRing).current();
    const after = keeperWith(ring);
    expect(after.state().note).toMatchObject({ code: 'TOKEN_LOST', message: expect.stringContaining('trousseau') });
    expect(refusalOf(() => after.current()).code).toBe('TOKEN_LOST');
    expect([after.accepts(old, 'x'), after.accepts('any', 'x')]).toEqual([true, false]);
    const again = keeperWith(keyRing);
    expect([again.state().note, again.current()]).toEqual([null, old]);
    // A new one, when it suits; the one of before stays good for a while.
    const late = keeperWith(ring);
    late.rotate(1);
    expect(late.state().note?.code).not.toBe('TOKEN_LOST');
    expect([late.accepts(old, 'x'), late.accepts(late.current(), 'x')]).toEqual([true, true]);
  });

  it('refuses one of the documentation in either file', () => {
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'token'), 'default_token_change_me\n');
    expect(refusalOf(() => open(dataDir).readOrCreate())).toMatchObject({ code: 'INVALID_TOKEN' });
  });
});
