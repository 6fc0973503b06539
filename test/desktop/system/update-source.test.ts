import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppUpdater } from 'electron-updater';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createUpdateSource } from '../../../src/main/desktop/system/update-source.ts';

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const installer = Buffer.from('MZ the installer that was signed');
const hash = createHash('sha512').update(installer).digest('base64');
const manifest = `version: 1.3.0\nfiles:\n  - url: setup.exe\n    sha512: ${hash}\nreleaseNotes: |\n  Le tiroir s’ouvre plus vite.\n  Deux modèles de plus.\n`;
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const servers: Server[] = [];
const cache = mkdtempSync(join(tmpdir(), 'update-cache-'));
const downloaded = join(cache, 'setup.exe');
afterAll(() => rmSync(cache, { recursive: true }));
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serveManifest(): Promise<string> {
  const signature = sign(null, Buffer.from(manifest), keys.privateKey).toString('base64');
  const server = createServer((request, response) =>
    response.end(request.url?.endsWith('.sig') ? signature : manifest),
  );
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** electron-updater that finds this, and fetches these bytes. The real one is in test/electron/update-attack.test.ts. */
class FakeUpdater extends EventEmitter {
  disableWebInstaller = false;
  content = installer;
  allowDowngrade = true;
  autoDownload = true;
  autoInstallOnAppQuit = true;
  found = { isUpdateAvailable: true, updateInfo: { version: '1.3.0', files: [{ url: 'setup.exe', sha512: hash }] } };
  feed: unknown = null;
  setFeedURL = (feed: unknown) => {
    this.feed = feed;
  };
  checkForUpdates = async () => this.found;
  downloadUpdate = async () => {
    this.emit('download-progress', { percent: 50 });
    writeFileSync(downloaded, this.content);
    return [downloaded];
  };
}

function makeSource(url: string | null, updater = new FakeUpdater(), enabled = true) {
  const installed: [file: string, sha512: string][] = [];
  const run = async (...call: [file: string, sha512: string]) => void installed.push(call);
  const settings = { enabled, url, publicKey };
  const source = createUpdateSource(settings, log as never, run, updater as unknown as AppUpdater);
  return { updater, installed, source };
}

describe('electron-updater behind the port', () => {
  it('is asked for nothing unless settings name a server and a key', () => {
    expect(makeSource(null).source).toBeNull();
    const { source, updater } = makeSource('https://example.invalid/', new FakeUpdater(), false);
    expect(source).toBeNull();
    expect(updater.feed).toBeNull();
  });

  it('never decides by itself: no download, no installation at quit, no downgrade', async () => {
    const { updater } = makeSource(await serveManifest());
    expect(updater).toMatchObject({
      ...{ autoDownload: false, autoInstallOnAppQuit: false, allowDowngrade: false, disableWebInstaller: true },
    });
  });

  it('finds, fetches with progress, and runs what it fetched', async () => {
    const { updater, source, installed } = makeSource(await serveManifest());
    expect(await source?.check()).toEqual({ version: '1.3.0', notes: null });
    const percents: number[] = [];
    await source?.download((percent) => percents.push(percent));
    expect(percents).toEqual([50]);
    expect(updater.listenerCount('download-progress')).toBe(0);
    await source?.install();
    expect(installed).toEqual([[downloaded, hash]]);
  });

  const foreign = `${'C'.repeat(86)}==`;
  const legacy = { path: 'evil.exe', sha512: foreign };
  it.each([
    ['a foreign hash', { files: [{ url: 'setup.exe', sha512: foreign }] }],
    ['no files', { files: [] }],
    ['no files, but the older path and hash', { files: [], ...legacy }],
    ['the older path and hash alone', { files: undefined, ...legacy }],
    ['files that are no list', { files: { url: 'setup.exe', sha512: hash } }],
    ['one foreign file among signed ones', { files: [{ url: 'a.exe', sha512: hash }, legacy] }],
    ['a file without a hash', { files: [{ url: 'setup.exe' }] }],
    ['an empty entry', { files: [null] }],
    [
      'the signed hash in hexadecimal',
      { files: [{ url: 'a.exe', sha512: Buffer.from(hash, 'base64').toString('hex') }] },
    ],
    ['the signed hash in other case', { files: [{ url: 'a.exe', sha512: hash.toLowerCase() }] }],
    ['a foreign package of a web installer', { packages: { x64: legacy } }],
    ['another version', { version: '1.3.1' }],
  ])('refuses what is not what was signed: %s', async (_, info) => {
    const updater = new FakeUpdater();
    Object.assign(updater.found.updateInfo, info);
    const { source } = makeSource(await serveManifest(), updater);
    await expect(source?.check()).rejects.toMatchObject({ code: 'UPDATE_NOT_SIGNED' });
    await expect(source?.download(() => {})).rejects.toMatchObject({ code: 'UPDATE_DOWNLOAD_FAILED' });
  });

  it.each([
    ['another program', Buffer.from('MZ evil')],
    ['half of it', installer.subarray(0, 10)],
    ['nothing', Buffer.alloc(0)],
  ])('whatever electron-updater says, what it fetched is hashed: %s', async (_, content) => {
    const updater = new FakeUpdater();
    updater.content = content;
    const { source, installed } = makeSource(await serveManifest(), updater);
    await source?.check();
    await expect(source?.download(() => {})).rejects.toMatchObject({ code: 'UPDATE_NOT_SIGNED' });
    await expect(source?.install()).rejects.toThrow('install before download');
    expect(installed).toEqual([]);
  });

  it('a file that was swapped between download and start is not run, nor one that is gone', async () => {
    const { source, installed } = makeSource(await serveManifest());
    for (const [tamper, code] of [
      [() => writeFileSync(downloaded, 'MZ evil'), 'UPDATE_NOT_SIGNED'],
      [() => rmSync(downloaded), 'UPDATE_DOWNLOAD_FAILED'],
    ] as const) {
      await source?.check();
      await source?.download(() => {});
      tamper();
      await expect(source?.install()).rejects.toMatchObject({ code });
    }
    expect(installed).toEqual([]);
  });

  it.each([
    [
      'signed ones',
      'Le tiroir s’ouvre plus vite.\nDeux modèles de plus.',
      'Le tiroir s’ouvre plus vite.\nDeux modèles de plus.',
    ],
    ['words that nobody signed', 'Appelez vite le 0 800 00 00 00.', null],
  ])('release notes: %s', async (_, releaseNotes, shown) => {
    const updater = new FakeUpdater();
    Object.assign(updater.found.updateInfo, { releaseNotes });
    const { source } = makeSource(await serveManifest(), updater);
    expect(await source?.check()).toEqual({ version: '1.3.0', notes: shown });
  });

  it('a broken download is said in words', async () => {
    const updater = new FakeUpdater();
    updater.downloadUpdate = () => Promise.reject(new Error('sha512 checksum mismatch'));
    const { source } = makeSource(await serveManifest(), updater);
    await expect(source?.download(() => {})).rejects.toMatchObject({ code: 'UPDATE_DOWNLOAD_FAILED' });
  });
});
