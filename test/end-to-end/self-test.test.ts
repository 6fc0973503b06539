import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeDataDir, runAgent } from './start-agent.ts';

it('--self-test says what it found, leaves the shop’s data alone, and exits 0', async () => {
  const dataDir = makeDataDir();
  const { code, stdout, stderr } = await runAgent({ args: ['--self-test', '--data-dir', dataDir] });
  expect(stderr).toBe('');
  expect(stdout.split('\n').filter((line) => line.startsWith('ECHEC'))).toEqual([]);
  for (const part of ['canvas', 'usb', 'koffi', 'SQLite', 'Ticket', 'Imprimantes']) expect(stdout).toContain(part);
  expect(code).toBe(0);
  expect(existsSync(join(dataDir, 'journal.db'))).toBe(false);
});

it('--self-test names what is missing and exits 1', async () => {
  // A temporary folder that is not there: no journal can be written.
  const { code, stdout } = await runAgent({ args: ['--self-test'], env: { TMPDIR: '/nowhere' } });
  expect(stdout).toMatch(/^ECHEC {2}Journal/m);
  expect(stdout).toMatch(/1 essai\(s\) en échec/);
  expect(code).toBe(1);
});
