import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { readSignedManifest } from '../../src/main/updates/read-manifest.ts';

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const hash = `${'A'.repeat(86)}==`;
const manifest = `version: 1.3.0
files:
  - url: smartpos-agent-setup-1.3.0-x64.exe
    sha512: ${hash}
    size: 12
path: smartpos-agent-setup-1.3.0-x64.exe
sha512: ${hash}
`;
const signature = sign(null, Buffer.from(manifest), keys.privateKey).toString('base64');

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

type Answer = string | null | ((response: ServerResponse) => void);

/** A real server with these files below /agent/; a file that is null hangs for ever. */
async function serve(files: Record<string, Answer>): Promise<string> {
  const server = createServer((request, response) => {
    const name = request.url?.replace('/agent/', '') ?? '';
    const file = files[name];
    if (file === undefined) response.writeHead(404).end();
    else if (typeof file === 'function') file(response);
    else if (file !== null) response.end(file);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/agent`;
}

it('gives version and hashes of a manifest that the key has signed', async () => {
  const url = await serve({ 'latest.yml': manifest, 'latest.yml.sig': `${signature}\n` });
  expect(await readSignedManifest({ url, publicKey })).toEqual({ version: '1.3.0', hashes: [hash], text: manifest });
  expect(await readSignedManifest({ url: `${url}/`, publicKey })).toMatchObject({ version: '1.3.0' });
});

it.each([
  ['changed by one letter', { 'latest.yml': manifest.replace('1.3.0', '1.3.1'), 'latest.yml.sig': signature }],
  ['without a signature', { 'latest.yml': manifest }],
  ['with nonsense for a signature', { 'latest.yml': manifest, 'latest.yml.sig': 'nonsense' }],
])('refuses a manifest %s', async (_, files) => {
  await expect(readSignedManifest({ url: await serve(files), publicKey })).rejects.toMatchObject({
    code: 'UPDATE_NOT_SIGNED',
  });
});

it('refuses one that another key has signed', async () => {
  const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const url = await serve({ 'latest.yml': manifest, 'latest.yml.sig': signature });
  await expect(readSignedManifest({ url, publicKey: other })).rejects.toMatchObject({ code: 'UPDATE_NOT_SIGNED' });
});

it('says which setting is wrong: no key, no manifest there', async () => {
  const url = await serve({ 'latest.yml': manifest, 'latest.yml.sig': signature });
  await expect(readSignedManifest({ url, publicKey: 'my key' })).rejects.toMatchObject({ code: 'INVALID_SETTING' });
  await expect(readSignedManifest({ url: await serve({}), publicKey })).rejects.toMatchObject({
    code: 'UPDATE_INVALID',
  });
});

it('a server that is not there, or never answers, is said in words', async () => {
  await expect(readSignedManifest({ url: 'http://127.0.0.1:9/', publicKey })).rejects.toMatchObject({
    code: 'UPDATE_UNREACHABLE',
  });
  const url = await serve({ 'latest.yml': null });
  await expect(readSignedManifest({ url, publicKey, timeoutMs: 50 })).rejects.toMatchObject({
    code: 'UPDATE_UNREACHABLE',
  });
});

describe('a server that sends what no manifest is', () => {
  /** Sends as fast as it is read, until the reader goes away; counts. */
  function endless() {
    const gone = Promise.withResolvers<number>();
    const send = (response: ServerResponse) => {
      let sent = 0;
      const more = () => {
        while (!response.destroyed) {
          sent += 16_384;
          if (!response.write('#'.repeat(16_384))) return;
        }
      };
      response.on('drain', more);
      response.on('close', () => gone.resolve(sent));
      more();
    };
    return { send, sent: gone.promise };
  }

  it.each(['latest.yml', 'latest.yml.sig'])('an endless %s is left after a little', async (name) => {
    const { send, sent } = endless();
    const url = await serve({ 'latest.yml': manifest, 'latest.yml.sig': signature, [name]: send });
    await expect(readSignedManifest({ url, publicKey })).rejects.toMatchObject({ code: 'UPDATE_UNREACHABLE' });
    // What the systems' own buffers hold comes on top of the 100 KB.
    expect(await sent).toBeLessThan(20_000_000);
  });

  it('one byte too many is too many, also signed; the limit itself is not', async () => {
    const grow = (size: number) => manifest.padEnd(size, '#');
    const signed = (text: string) => sign(null, Buffer.from(text), keys.privateKey).toString('base64');
    const files = (size: number) => ({ 'latest.yml': grow(size), 'latest.yml.sig': signed(grow(size)) });
    expect(await readSignedManifest({ url: await serve(files(100_000)), publicKey })).toMatchObject({
      version: '1.3.0',
    });
    await expect(readSignedManifest({ url: await serve(files(100_001)), publicKey })).rejects.toMatchObject({
      code: 'UPDATE_UNREACHABLE',
    });
  });

  it('one that drips for ever is given up: the time is for the whole of it', async () => {
    const drip = (response: ServerResponse) => {
      const timer = setInterval(() => response.write('#'), 10);
      response.on('close', () => clearInterval(timer));
    };
    const url = await serve({ 'latest.yml': drip, 'latest.yml.sig': signature });
    await expect(readSignedManifest({ url, publicKey, timeoutMs: 200 })).rejects.toMatchObject({
      code: 'UPDATE_UNREACHABLE',
    });
  });
});

it.each([
  ['in hexadecimal', '0'.repeat(128)],
  ['cut short', 'A'.repeat(80)],
  ['with something behind it', `${hash}AAAA`],
])('a hash %s is none', async (_, sha512) => {
  const text = `version: 1.3.0\nfiles:\n  - url: setup.exe\n    sha512: ${sha512}\n`;
  const signed = sign(null, Buffer.from(text), keys.privateKey).toString('base64');
  const url = await serve({ 'latest.yml': text, 'latest.yml.sig': signed });
  await expect(readSignedManifest({ url, publicKey })).rejects.toMatchObject({ code: 'UPDATE_INVALID' });
});
