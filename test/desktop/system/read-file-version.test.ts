import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readFileVersion } from '../../../src/main/desktop/system/read-file-version.ts';
import { makeDataDir } from '../../end-to-end/start-agent.ts';

const hasNsis = spawnSync('makensis', ['-VERSION']).status === 0;
if (!hasNsis) console.warn('skipped: the version of a real NSIS installer (no makensis here: apt-get install nsis)');

it.skipIf(!hasNsis)('reads the version of a real NSIS installer', async () => {
  const directory = makeDataDir();
  const file = join(directory, 'setup.exe');
  writeFileSync(
    join(directory, 'setup.nsi'),
    `Unicode true\nOutFile "${file}"\nVIProductVersion "1.10.3.0"\nVIAddVersionKey "ProductName" "SmartPOS Agent"\nVIAddVersionKey "ProductVersion" "1.10.3"\nSection\nSectionEnd\n`,
  );
  execFileSync('makensis', ['-V1', join(directory, 'setup.nsi')]);
  expect(await readFileVersion(file)).toBe('1.10.3');
});

it('gives nothing for a file that is not there, or that has no version', async () => {
  const directory = makeDataDir();
  const file = join(directory, 'empty.exe');
  expect(await readFileVersion(file)).toBeNull();
  writeFileSync(file, 'MZ');
  expect(await readFileVersion(file)).toBeNull();
});
