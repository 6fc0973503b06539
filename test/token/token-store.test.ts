import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createFileTokenStore, followTokenFile, publicTokens } from '../../src/main/token/token-store.ts';
import { refusalOf } from '../base/refusal.ts';

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) {
    rmSync(directory, { recursive: true });
  }
});

function makeStore() {
  const directory = mkdtempSync(join(tmpdir(), 'token-'));
  directories.push(directory);
  return { directory, store: createFileTokenStore(directory), file: join(directory, 'token') };
}

it('makes a token of 256 bits once, for its owner alone', () => {
  const { store, file, directory } = makeStore();
  const token = store.readOrCreate();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(store.readOrCreate()).toBe(token);
  expect(readFileSync(file, 'utf8')).toBe(`${token}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(['token']);
  expect(makeStore().store.readOrCreate()).not.toBe(token);
});

it('makes one in the place of an empty file, and closes an open one at the next rotation', () => {
  const { store, file } = makeStore();
  writeFileSync(file, ' \n');
  expect(store.readOrCreate()).toMatch(/^[\w-]{43}$/);
  chmodSync(file, 0o644);
  store.rotate();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('takes a token that a person wrote, with the line break of the editor', () => {
  const { store, file } = makeStore();
  writeFileSync(file, 'chosen-by-hand\r\n');
  expect(store.readOrCreate()).toBe('chosen-by-hand');
});

it.each([
  ['UTF-16, as PowerShell writes it', Buffer.from('\uFEFFchosen-by-hand\r\n', 'utf16le')],
  ['UTF-16, the other way round', Buffer.from('\uFEFFchosen-by-hand\r\n', 'utf16le').swap16()],
  ['UTF-8 with a byte-order mark', Buffer.from('\uFEFFchosen-by-hand\r\n')],
])('takes one that was written in %s', (_, bytes) => {
  const { store, file } = makeStore();
  writeFileSync(file, bytes);
  expect(store.readOrCreate()).toBe('chosen-by-hand');
});

it.each(['two words', 'é', 'x'.repeat(513), 'default_token_change_me'])('refuses %j without showing it', (token) => {
  const { store, file } = makeStore();
  writeFileSync(file, token);
  const { code, message } = refusalOf(() => store.readOrCreate());
  expect(code).toBe('INVALID_TOKEN');
  expect(message).toContain(file);
  expect(message).not.toContain(token);
});

it('is followed by a running agent, which keeps the last one when the file goes away', () => {
  const { store, file } = makeStore();
  const current = followTokenFile(store, store.readOrCreate());
  const first = current();
  const second = store.rotate();
  expect(second).not.toBe(first);
  expect(current()).toBe(second);
  rmSync(file);
  expect(current()).toBe(second);
});

it('the installer refuses the same tokens as the agent, before anything is changed', () => {
  const script = readFileSync(join(import.meta.dirname, '../../packaging/windows/token-file.nsh'), 'utf8');
  const refused = [...script.matchAll(/!insertmacro refusePublicToken "(.*)"/g)].map(([, token]) => token);
  expect(refused).toEqual(publicTokens);
  expect(publicTokens.length).toBeGreaterThan(3);
});
