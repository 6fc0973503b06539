import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findDebianMirror } from '../../scripts/packaging/debian-mirror.ts';

const whyNoApt = spawnSync('apt-get', ['--version']).status === 0 ? null : 'apt-get is not on this machine';
if (whyNoApt !== null) console.log(`skipped, the mirror of the proofs: ${whyNoApt}`);

let directory: string;
beforeEach(() => {
  vi.stubEnv('DEBIAN_MIRROR', undefined);
  directory = mkdtempSync(join(tmpdir(), 'apt-sources-'));
  mkdirSync(join(directory, 'parts'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true });
});

/** A machine whose apt has these sources and has never fetched them. */
function mirrorOf(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const settings = {
    'Dir::Etc::sourcelist': join(directory, 'sources.list'),
    'Dir::Etc::sourceparts': join(directory, 'parts'),
    'Dir::State::lists': join(directory, 'lists'),
  };
  return findDebianMirror(Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]));
}

describe.skipIf(whyNoApt !== null)("the mirror of the proofs is the machine's own", () => {
  it('in sources.list', async () => {
    const text = '# deb http://old.example/debian bookworm main\ndeb http://one.example/debian bookworm main contrib\n';
    expect(await mirrorOf({ 'sources.list': text })).toBe('http://one.example/debian');
  });

  it('with options, behind sources of others', async () => {
    const lines = [
      'deb [arch=amd64] http://tools.example/apt stable main',
      'deb http://one.example/debian-security bookworm-security main',
      'deb-src http://sources.example/debian bookworm main',
      'deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] https://one.example/debian/ bookworm main # the mirror',
    ];
    expect(await mirrorOf({ 'sources.list': lines.join('\n') })).toBe('https://one.example/debian');
  });

  it('in a .sources file, with comments, several lines and an entry that is off', async () => {
    const text = `Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb deb-src
URIs: http://one.example/debian
 http://two.example/debian
Suites: bookworm-updates
# and
 bookworm
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;
    expect(await mirrorOf({ 'parts/debian.sources': text })).toBe('http://one.example/debian');
  });

  it('in a list of mirrors', async () => {
    const list = join(directory, 'mirrors');
    writeFileSync(list, '# best first\nhttps://one.example/debian\thpriority:1\nhttps://two.example/debian\n');
    const sources = `deb mirror+file:${list} bookworm main\n`;
    expect(await mirrorOf({ 'parts/cloud.list': sources })).toBe('https://one.example/debian');
  });

  it('or the one that DEBIAN_MIRROR names', async () => {
    vi.stubEnv('DEBIAN_MIRROR', 'http://named.example/debian');
    const sources = 'deb http://one.example/debian bookworm main\n';
    expect(await mirrorOf({ 'sources.list': sources })).toBe('http://named.example/debian');
  });

  it('and none where apt has none: it says what to do', async () => {
    await expect(mirrorOf({})).rejects.toThrow('DEBIAN_MIRROR');
    const other = 'deb http://one.example/ubuntu noble main\ndeb file:/srv/debian bookworm main\n';
    await expect(mirrorOf({ 'sources.list': other })).rejects.toThrow('DEBIAN_MIRROR');
  });
});
