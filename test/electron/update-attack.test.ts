import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findElectron, whyNoElectron } from './find-electron.ts';
import { applicationEnv } from './start-application.ts';
import { buildUpdateApplication, updateApplicationDir } from './update-application/build.ts';
import type { UpdateOrder, UpdateReport } from './update-application/order.ts';
import { useScreen } from './use-screen.ts';

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const hashOf = (content: string) => createHash('sha512').update(content).digest('base64');

const good = 'MZ the installer that was signed';
const evil = 'MZ evil';
const genuine = `version: 9.9.9
files:
  - url: setup.exe
    sha512: ${hashOf(good)}
    size: ${good.length}
path: setup.exe
sha512: ${hashOf(good)}
`;
const signature = sign(null, Buffer.from(genuine), keys.privateKey).toString('base64');
const evilEntry = `  - url: evil.exe\n    sha512: ${hashOf(evil)}\n`;
const evilLegacy = `path: evil.exe\nsha512: ${hashOf(evil)}\n`;

/** electron-updater asks so; the agent itself otherwise, and a server can tell them apart. */
function isElectronUpdater({ url = '', headers }: IncomingMessage): boolean {
  return url.includes('noCache=') || headers['user-agent'] === 'electron-builder';
}

type Lie = string | ((response: ServerResponse) => void);

const servers: Server[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Gives the signed manifest to the agent, and this to electron-updater. */
async function serve(lie: Lie, programs: Record<string, string> = { 'setup.exe': good, 'evil.exe': evil }) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '', 'http://server').pathname.slice(1);
    asked.push(name);
    if (name === 'latest.yml.sig') response.end(signature);
    else if (name !== 'latest.yml') response.writeHead(name in programs ? 200 : 404).end(programs[name]);
    else if (!isElectronUpdater(request)) response.end(genuine);
    else if (typeof lie === 'string') response.end(lie);
    else lie(response);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

describe.skipIf(whyNoElectron() !== null)('the real electron-updater in the real Electron', () => {
  const screen = useScreen();
  beforeAll(buildUpdateApplication);

  async function update(url: string, swapWith: string | null = null): Promise<UpdateReport & { updater: string }> {
    const home = mkdtempSync(join(tmpdir(), 'update-home-'));
    folders.push(home);
    const order: UpdateOrder = { url, publicKey, swapWith, reportFile: join(home, 'report.json') };
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const child = spawn(findElectron() ?? '', [...sandbox, updateApplicationDir, `--user-data-dir=${home}/profile`], {
      env: applicationEnv({ ...screen.current.env, UPDATE_ORDER: JSON.stringify(order) }, home),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const [code] = await once(child, 'exit');
    expect(code, errors).toBe(0);
    return JSON.parse(readFileSync(order.reportFile, 'utf8'));
  }

  it('an honest server: what was signed is what would be run', async () => {
    const { url } = await serve(genuine);
    const report = await update(url);
    expect(report).toMatchObject({ steps: ['check', 'download', 'install'], code: null, updater: 'NsisUpdater' });
    expect(report.run).toMatch(/setup\.exe$/);
  });

  it.each([
    ['no files, and its own program in the older fields', `version: 9.9.9\nfiles: []\n${evilLegacy}`],
    ['the older fields alone', `version: 9.9.9\n${evilLegacy}`],
    ['its own program among the files', `version: 9.9.9\nfiles:\n${evilEntry}`],
    ['its own program behind the signed one', genuine.replace('path:', `${evilEntry}path:`)],
    ['another version', genuine.replace('9.9.9', '9.9.10')],
  ])('a server with two faces: %s', async (_, lie) => {
    const { url, asked } = await serve(lie);
    expect(await update(url)).toMatchObject({ steps: ['check'], run: null, code: 'UPDATE_NOT_SIGNED' });
    expect(asked.filter((name) => name.endsWith('.exe'))).toEqual([]);
  });

  it.each([
    ['another program', evil],
    ['the first half of it', good.slice(0, 10)],
  ])('%s under the signed name is not run', async (_, program) => {
    const { url } = await serve(genuine, { 'setup.exe': program });
    expect(await update(url)).toMatchObject({
      steps: ['check', 'download'],
      run: null,
      code: 'UPDATE_NOT_SIGNED',
    });
  });

  it('a file that is swapped on the disk after the download is not run', async () => {
    const { url } = await serve(genuine);
    expect(await update(url, evil)).toMatchObject({
      steps: ['check', 'download', 'install'],
      run: null,
      code: 'UPDATE_NOT_SIGNED',
    });
  });

  it('a manifest without an end, for electron-updater alone, is left after a little', async () => {
    const closed = Promise.withResolvers<number>();
    const { url } = await serve((response) => {
      let sent = 0;
      const more = () => {
        while (!response.destroyed) {
          sent += 16_384;
          if (!response.write('#'.repeat(16_384))) return;
        }
      };
      response.on('drain', more);
      response.on('close', () => closed.resolve(sent));
      more();
    });
    expect(await update(url)).toMatchObject({ steps: ['check'], run: null, code: 'UPDATE_UNREACHABLE' });
    expect(await closed.promise).toBeLessThan(20_000_000);
  });
});
