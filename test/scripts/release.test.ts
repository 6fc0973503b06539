import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { npmCommand } from '../../scripts/packaging/npm-command.ts';
import { releaseNotes } from '../../scripts/packaging/release-notes.ts';
import { createReleaseKey, signManifest, writeChecksums } from '../../scripts/packaging/sign-release.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';

const root = join(import.meta.dirname, '..', '..');
const changelog = `# Changelog

## Unreleased

- soon

## [1.2.0] - 2026-12-01

### Added

- The installer.

## 1.1.0

## 1.0.0

- First.
`;

describe('release notes', () => {
  it("are the changelog's part of that version", () => {
    expect(releaseNotes(changelog, '1.2.0')).toBe('### Added\n\n- The installer.\n');
    expect(releaseNotes(changelog, '1.0.0')).toBe('- First.\n');
  });

  it.each(['1.3.0', '1.1.0', '1.2'])('there is no release of %s, of which users are told nothing', (version) => {
    expect(() => releaseNotes(changelog, version)).toThrow(version);
  });
});

it('checksums are those that sha256sum checks; internal files are left out', async () => {
  const directory = makeDataDir();
  for (const name of ['a-setup-1.0.0-x64.exe', 'latest.yml', 'builder-debug.yml', 'notes.txt']) {
    writeFileSync(join(directory, name), name);
  }
  expect(await writeChecksums(directory)).toEqual(['a-setup-1.0.0-x64.exe', 'latest.yml']);
  const checked = spawnSync('sha256sum', ['--check', 'SHA256SUMS'], { cwd: directory, encoding: 'utf8' });
  expect(checked.stdout).toBe('a-setup-1.0.0-x64.exe: OK\nlatest.yml: OK\n');
});

it('a manifest is signed by a new key, and the public key is told', async () => {
  const directory = makeDataDir();
  writeFileSync(join(directory, 'latest.yml'), 'version: 1.0.0\n');
  const { privateKey, publicKey } = createReleaseKey();
  expect(await signManifest(directory, privateKey)).toBe(publicKey);
  expect(readFileSync(join(directory, 'latest.yml.sig'), 'latin1').trim()).toHaveLength(88);
});

it('every action of the workflows is pinned, and no secret is within reach of a pull request', () => {
  const text = readFileSync(join(root, '.github/workflows/release.yml'), 'utf8');
  const uses = [...text.matchAll(/uses: *(\S+)/g)].map(([, action]) => action ?? '');
  expect(uses.length).toBeGreaterThan(4);
  expect(uses.filter((action) => !/@v\d+\.\d+\.\d+$|@[0-9a-f]{40}$/.test(action))).toEqual([]);
  expect(text).not.toMatch(/pull_request_target/);
});

it('npm makes a bill of materials of what ships', () => {
  const [npm, ...first] = npmCommand();
  const wish = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--omit=optional', '--package-lock-only'];
  const made = spawnSync(npm, [...first, ...wish], { cwd: root, encoding: 'utf8' });
  const bill = JSON.parse(made.stdout) as { bomFormat: string; components: { name: string }[] };
  expect(bill.bomFormat).toBe('CycloneDX');
  expect(bill.components.map(({ name }) => name)).toEqual(expect.arrayContaining(['koa', 'zod', 'usb']));
});
