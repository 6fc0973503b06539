import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  createTokenKeeper,
  rotateTokenFile,
  showTokenFile,
  type TokenKeeper,
} from '../../src/main/token/token-keeper.ts';
import { createFileTokenStore, type TokenStore } from '../../src/main/token/token-store.ts';
import { refusalOf } from '../base/refusal.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';

const hourMs = 3_600_000;
const log = { warn: () => {}, error: vi.fn() };

function open(dataDir: string, clock: FakeClock, fixed: string | null = null): TokenKeeper {
  return createTokenKeeper({ dataDir, store: createFileTokenStore(dataDir), fixed, clock, log });
}

describe('a rotated token', () => {
  it('leaves the old one good until its time is over, a restart between', () => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const first = open(dataDir, clock);
    const old = first.current();
    first.accepts(old, '192.168.1.9');
    first.rotate(24);
    expect(first.current()).not.toBe(old);
    expect(first.isCurrent(old)).toBe(false);
    first.close();

    clock.pass(23 * hourMs);
    const second = open(dataDir, clock);
    expect(second.accepts(old, '192.168.1.10')).toBe(true);
    expect(second.state().old).toEqual({
      validUntil: clock.now() + hourMs,
      lastUsed: { at: clock.now(), address: '192.168.1.10' },
    });
    clock.pass(hourMs);
    expect(second.accepts(old, '192.168.1.10')).toBe(false);
    expect(second.state().old).toBeNull();
    expect(second.accepts(second.current(), '192.168.1.10')).toBe(true);
  });

  it('without a grace time ends the old one, and one before it, at once', () => {
    const dataDir = makeDataDir();
    const keeper = open(dataDir, createFakeClock());
    const oldest = keeper.current();
    keeper.rotate(24);
    const old = keeper.current();
    keeper.rotate(0);
    expect([oldest, old].map((token) => keeper.accepts(token, 'x'))).toEqual([false, false]);
  });

  it('by the command line is noticed by a running agent, with its grace time', () => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const running = open(dataDir, clock);
    const old = running.current();
    const store = createFileTokenStore(dataDir);
    const fresh = rotateTokenFile({ dataDir, store, graceHours: 2, clock });
    expect([fresh, old].map((token) => running.accepts(token, 'x'))).toEqual([true, true]);
    clock.pass(2 * hourMs);
    expect([fresh, old].map((token) => running.accepts(token, 'x'))).toEqual([true, false]);
    rotateTokenFile({ dataDir, store, graceHours: 0, clock });
    expect(running.accepts(fresh, 'x')).toBe(false);
  });

  it.each([-1, Number.NaN, 10_000])('takes no grace time of %d hours', (hours) => {
    const dataDir = makeDataDir();
    const keeper = open(dataDir, createFakeClock());
    const token = keeper.current();
    expect(refusalOf(() => keeper.rotate(hours))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(keeper.current()).toBe(token);
  });

  it('is refused where a flag gives the token', () => {
    const dataDir = makeDataDir();
    const before = open(dataDir, createFakeClock());
    const old = before.current();
    before.rotate(24);
    const history = readFileSync(join(dataDir, 'token-history.json'), 'utf8');
    const keeper = open(dataDir, createFakeClock(), 'given-by-flag');
    expect([old, before.current()].map((token) => keeper.accepts(token, 'x'))).toEqual([false, false]);
    expect(keeper.state().source).toBe('environment');
    expect(refusalOf(() => keeper.rotate(0))).toMatchObject({ code: 'TOKEN_NOT_IN_FILE' });
    expect(refusalOf(() => keeper.replace('other'))).toMatchObject({ code: 'TOKEN_NOT_IN_FILE' });
    expect(keeper.accepts('given-by-flag', 'x')).toBe(true);
    keeper.close();
    expect(readFileSync(join(dataDir, 'token-history.json'), 'utf8')).toBe(history);
  });
});

describe('the last use', () => {
  it("survives a restart, is of the token of now, and is not the agent's own", async () => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const first = open(dataDir, clock);
    const use = { at: clock.now(), address: '10.0.0.5' };
    first.accepts(first.current(), '10.0.0.5');
    clock.pass(1000);
    first.accepts('wrong', '10.0.0.6');
    await first.withoutUses(async () => first.accepts(first.current(), '127.0.0.1'));
    first.close();
    const second = open(dataDir, clock);
    expect(second.state().lastUsed).toEqual(use);
    second.rotate(1);
    expect(second.state()).toMatchObject({ lastUsed: null, old: { lastUsed: use } });
  });

  it("is in a file that holds no token and is its owner's alone; a broken one does no harm", () => {
    const dataDir = makeDataDir();
    const keeper = open(dataDir, createFakeClock());
    const old = keeper.current();
    keeper.rotate(1);
    const file = join(dataDir, 'token-history.json');
    const text = readFileSync(file, 'utf8');
    expect(text.includes(old) || text.includes(keeper.current())).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, '{"old": 3');
    const again = open(dataDir, createFakeClock());
    expect(again.accepts(keeper.current(), 'x')).toBe(true);
    expect(again.accepts(old, 'x')).toBe(false);
  });
});

it('a token of the documentation is not taken over', () => {
  const keeper = open(makeDataDir(), createFakeClock());
  expect(refusalOf(() => keeper.replace('your_secure_token_here'))).toMatchObject({ code: 'INVALID_TOKEN' });
  keeper.replace('a-good-one');
  expect(keeper.accepts('a-good-one', 'x')).toBe(true);
});

it('is checked whole', () => {
  const keeper = open(makeDataDir(), createFakeClock(), 'secret');
  const candidates = ['secret', 'Secret', 'secre', 'secrets', '', ' secret'];
  const expected = [true, false, false, false, false, false];
  expect(candidates.map((candidate) => keeper.accepts(candidate, 'x'))).toEqual(expected);
  expect(candidates.map(keeper.isCurrent)).toEqual(expected);
});

describe('a token that is lost', () => {
  const damages: [string, (file: string, token: string) => void, string][] = [
    ['gone', (file) => rmSync(file), 'a disparu'],
    ['empty', (file) => writeFileSync(file, ''), 'est vide'],
    ['zeros', (file) => writeFileSync(file, Buffer.alloc(44)), "n'est plus lisible"],
    ['cut', (file, token) => writeFileSync(file, token.slice(0, 20)), 'est coupé'],
    ['cut to nearly nothing', (file, token) => writeFileSync(file, token.slice(0, 2)), 'est coupé'],
    ['bytes of something else', (file) => writeFileSync(file, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1])), 'lisible'],
    ['a value that no token can be', (file) => writeFileSync(file, 'null null'), 'sans espace'],
    [
      'a folder',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      'un dossier est à la place',
    ],
  ];

  it.each(damages)(
    '%s: the caller that has it goes on, nothing is made, and a new one can be',
    (_name, damage, reason) => {
      const dataDir = makeDataDir();
      const clock = createFakeClock();
      const file = join(dataDir, 'token');
      const old = open(dataDir, clock).current();
      damage(file, old);
      log.error.mockClear();
      const keeper = open(dataDir, clock);
      expect(log.error.mock.calls).toMatchObject([[{ code: 'TOKEN_LOST' }, expect.any(String)]]);
      expect(keeper.state().note).toMatchObject({ code: 'TOKEN_LOST', message: expect.stringContaining(reason) });
      expect(keeper.state().note?.message).toContain(file);
      const cut = old.slice(0, 20);
      expect([old, cut, old.slice(0, 2), '', 'x'].map((token) => keeper.accepts(token, 'x'))).toEqual([
        ...[true, false, false, false, false],
      ]);
      expect(refusalOf(() => keeper.current()).code).toBe('TOKEN_LOST');
      // Nor does the command line make one in silence.
      const store = createFileTokenStore(dataDir);
      expect(refusalOf(() => showTokenFile({ dataDir, store })).code).toMatch(/^(?:TOKEN_LOST|INVALID_TOKEN)$/);
      keeper.rotate(0);
      expect(keeper.state().note).toBeNull();
      expect([keeper.accepts(keeper.current(), 'x'), keeper.accepts(old, 'x')]).toEqual([true, false]);
      expect(open(dataDir, clock).current()).toBe(keeper.current());
    },
  );

  it.each(damages)('%s while it runs: it goes on with the one in its memory', (_name, damage) => {
    const dataDir = makeDataDir();
    const keeper = open(dataDir, createFakeClock());
    const token = keeper.current();
    damage(join(dataDir, 'token'), token);
    expect([keeper.accepts(token, 'x'), keeper.current()]).toEqual([true, token]);
  });

  it('with its history is made anew, which is told; the damaged file is kept', () => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const old = open(dataDir, clock).current();
    rmSync(join(dataDir, 'token-history.json'));
    writeFileSync(join(dataDir, 'token'), Buffer.alloc(44));
    const keeper = open(dataDir, clock);
    expect(keeper.state().note).toMatchObject({
      code: 'TOKEN_UNREADABLE',
      message: expect.stringContaining('Un nouveau'),
    });
    expect(keeper.accepts(old, 'x')).toBe(false);
    expect(readFileSync(join(dataDir, 'token.bak'))).toEqual(Buffer.alloc(44));
  });

  it('and comes back, repaired by a person, is shown again', () => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const file = join(dataDir, 'token');
    const old = open(dataDir, clock).current();
    writeFileSync(file, '');
    const keeper = open(dataDir, clock);
    writeFileSync(file, `${old}\n`);
    expect([keeper.current(), keeper.state().note]).toEqual([old, null]);
  });

  it('another one that a person has written is taken, however short', () => {
    const dataDir = makeDataDir();
    const clock = createFakeClock();
    const old = open(dataDir, clock).current();
    writeFileSync(join(dataDir, 'token'), 'court-mais-choisi');
    const keeper = open(dataDir, clock);
    expect([keeper.current(), keeper.accepts(old, 'x')]).toEqual(['court-mais-choisi', false]);
  });
});

describe('a first token that the disk does not take', () => {
  function openRefused() {
    const dataDir = makeDataDir();
    const disk = { isFull: true };
    const kept = createFileTokenStore(dataDir);
    const refuse = () => {
      if (disk.isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    const store: TokenStore = {
      ...kept,
      create: () => {
        refuse();
        return kept.create();
      },
      replace: (token) => {
        refuse();
        kept.replace(token);
      },
    };
    const openAgain = () => createTokenKeeper({ dataDir, store, fixed: null, clock: createFakeClock(), log });
    return { dataDir, disk, openAgain };
  }

  it('leaves no history: the next start makes one, and misses none that nobody has seen', () => {
    const { dataDir, disk, openAgain } = openRefused();
    const first = openAgain();
    expect(first.state().note?.code).toBe('TOKEN_NOT_SAVED');
    expect(first.accepts(first.current(), 'x')).toBe(true);
    first.close();
    expect(existsSync(join(dataDir, 'token-history.json'))).toBe(false);
    disk.isFull = false;
    const second = openAgain();
    expect(second.state().note).toBeNull();
    expect(readFileSync(join(dataDir, 'token'), 'utf8')).toBe(`${second.current()}\n`);
  });

  it('is kept as soon as the disk does, and nothing is told any more', () => {
    const { dataDir, disk, openAgain } = openRefused();
    const first = openAgain();
    const token = first.current();
    disk.isFull = false;
    first.close();
    expect(first.state().note).toBeNull();
    expect(readFileSync(join(dataDir, 'token'), 'utf8')).toBe(`${token}\n`);
    expect(openAgain().current()).toBe(token);
  });

  it('gives way to one that a person has written', () => {
    const { dataDir, disk, openAgain } = openRefused();
    const first = openAgain();
    disk.isFull = false;
    writeFileSync(join(dataDir, 'token'), 'court-mais-choisi');
    first.close();
    expect(first.current()).toBe('court-mais-choisi');
    expect(openAgain().current()).toBe('court-mais-choisi');
  });
});

it('`token show` without the file says how to make a new one', () => {
  const dataDir = makeDataDir();
  open(dataDir, createFakeClock());
  rmSync(join(dataDir, 'token'));
  const store = createFileTokenStore(dataDir);
  expect(refusalOf(() => showTokenFile({ dataDir, store })).message).toMatch(/a disparu.*token rotate/);
});
