import { generateKeyPairSync, sign } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppUpdater } from 'electron-updater';
import { afterEach, describe, expect, it } from 'vitest';
import { createUpdateSource } from '../../src/main/desktop/update.ts';

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const hash = `${'B'.repeat(86)}==`;
const manifest = `version: 1.3.0\nfiles:\n  - url: setup.exe\n    sha512: ${hash}\n`;
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const servers: Server[] = [];
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

/** electron-updater that finds this. Blind spot: the real one runs only in an installed application on Windows. */
class FakeUpdater extends EventEmitter {
  allowDowngrade = true;
  autoDownload = true;
  autoInstallOnAppQuit = true;
  found = { isUpdateAvailable: true, updateInfo: { version: '1.3.0', files: [{ url: 'setup.exe', sha512: hash }] } };
  feed: unknown = null;
  installed: unknown = null;
  setFeedURL = (feed: unknown) => {
    this.feed = feed;
  };
  checkForUpdates = async () => this.found;
  downloadUpdate = async () => {
    this.emit('download-progress', { percent: 50 });
    return [];
  };
  quitAndInstall = (...how: unknown[]) => {
    this.installed = how;
  };
}

function makeSource(url: string | null, updater = new FakeUpdater()) {
  const settings = { enabled: true, url, publicKey };
  return { updater, source: createUpdateSource(settings, log as never, updater as unknown as AppUpdater) };
}

describe('electron-updater behind the port', () => {
  it('is asked for nothing unless settings name a server and a key', () => {
    expect(makeSource(null).source).toBeNull();
    const settings = { enabled: false, url: 'https://example.invalid/', publicKey };
    const updater = new FakeUpdater();
    expect(createUpdateSource(settings, log as never, updater as unknown as AppUpdater)).toBeNull();
    expect(updater.feed).toBeNull();
  });

  it('never decides by itself: no download, no installation at quit, no downgrade', async () => {
    const { updater } = makeSource(await serveManifest());
    expect(updater).toMatchObject({ autoDownload: false, autoInstallOnAppQuit: false, allowDowngrade: false });
  });

  it('finds, fetches with progress, and installs silently, to be started again', async () => {
    const { updater, source } = makeSource(await serveManifest());
    expect(await source?.check()).toBe('1.3.0');
    const percents: number[] = [];
    await source?.download((percent) => percents.push(percent));
    expect(percents).toEqual([50]);
    expect(updater.listenerCount('download-progress')).toBe(0);
    source?.install();
    expect(updater.installed).toEqual([true, true]);
  });

  it('refuses what is not what was signed', async () => {
    const updater = new FakeUpdater();
    updater.found.updateInfo.files = [{ url: 'setup.exe', sha512: `${'C'.repeat(86)}==` }];
    const { source } = makeSource(await serveManifest(), updater);
    await expect(source?.check()).rejects.toMatchObject({ code: 'UPDATE_NOT_SIGNED' });
  });

  it('a broken download is said in words', async () => {
    const updater = new FakeUpdater();
    updater.downloadUpdate = () => Promise.reject(new Error('sha512 checksum mismatch'));
    const { source } = makeSource(await serveManifest(), updater);
    await expect(source?.download(() => {})).rejects.toMatchObject({ code: 'UPDATE_DOWNLOAD_FAILED' });
  });
});
