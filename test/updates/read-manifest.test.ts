import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
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

/** A real server with these files below /agent/; a file that is null hangs for ever. */
async function serve(files: Record<string, string | null>): Promise<string> {
  const server = createServer((request, response) => {
    const name = request.url?.replace('/agent/', '') ?? '';
    if (!(name in files)) response.writeHead(404).end();
    else if (files[name] !== null) response.end(files[name]);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/agent`;
}

it('gives version and hashes of a manifest that the key has signed', async () => {
  const url = await serve({ 'latest.yml': manifest, 'latest.yml.sig': `${signature}\n` });
  expect(await readSignedManifest({ url, publicKey })).toEqual({ version: '1.3.0', hashes: [hash] });
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
