import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where packages come from is the machine's business: its apt and its npm are configured. Names of well-known places. */
const knownHosts =
  /\b(?:(?:deb|ftp|snapshot|security|archive|cdn-aws)(?:\.\w\w)?\.debian\.org|(?:archive|security|ports)\.ubuntu\.com|registry\.(?:npmjs\.org|yarnpkg\.com|npmmirror\.com)|(?:files\.)?pythonhosted\.org|pypi\.org|proxy\.golang\.org|(?:static|index)\.crates\.io|(?:deb|rpm)\.nodesource\.com|dl-cdn\.alpinelinux\.org)\b/gi;

/** In an address: a host one of whose labels says what it is. */
const address = /\bhttps?:\/\/(?:[^\s/@'"`]+@)?([a-z0-9.-]+)/gi;
const mirrorLabel =
  /(?:^|[.-])(?:mirrors?|registry|npm|apt|deb|debian|pypi|packages?|repo(?:sitory)?|artifactory|artifacts?|nexus|verdaccio|snapshot|squid)\d*(?=[.-]|$)/i;
/** Never anybody's (RFC 2606). */
const reserved = /(?:^|\.)(?:example|invalid|test|localhost|example\.(?:com|org|net))$/i;

function mirrorsIn(text: string): string[] {
  const hosts = [...text.matchAll(address)].map(([, host]) => host ?? '');
  const suspects = hosts.filter((host) => mirrorLabel.test(host) && !reserved.test(host));
  return [...new Set([...(text.match(knownHosts) ?? []), ...suspects])];
}

function trackedFiles(): string[] {
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.split('\0').filter((name) => name !== '') : [];
}

const files = trackedFiles();
if (files.length === 0) console.log('skipped, the search for mirror hosts: this is no checkout of git');

test.skipIf(files.length === 0)('no file of the project names the host of a package mirror', () => {
  expect(files.length).toBeGreaterThan(100);
  const found = files.flatMap((name) => {
    const bytes = readFileSync(join(root, name));
    return bytes.includes(0) ? [] : mirrorsIn(bytes.toString('utf8')).map((host) => `${name}: ${host}`);
  });
  expect(found).toEqual([]);
});

test.skipIf(files.length === 0)('package-lock.json says what is installed, not from where', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
});

test('the search finds what it is for', () => {
  const dot = '.';
  const hosts = [
    `deb${dot}debian${dot}org`,
    `ftp${dot}fr${dot}debian${dot}org`,
    `snapshot${dot}debian${dot}org`,
    `registry${dot}npmjs${dot}org`,
    `archive${dot}ubuntu${dot}com`,
  ];
  for (const host of hosts) expect(mirrorsIn(`MIRROR=${host}`)).toEqual([host]);
  const inAddresses = ['mirror.shop.dz', 'npm-registry.internal', 'artifactory.company.com', 'apt2.local'];
  for (const host of inAddresses) {
    expect(mirrorsIn(`x: 'https${':'}//user:word@${host}:8081/debian'`)).toEqual([host]);
  }
  expect(mirrorsIn('see https://github.com/nodejs/node/issues/1 and http://registry.example/npm')).toEqual([]);
});
