import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { findOverriddenElectron, type PackedLinux, packageLinux } from '../../scripts/packaging/package-linux.ts';
import { runElectronBuilder } from '../../scripts/packaging/run-electron-builder.ts';
import { verifyPackage } from '../../scripts/packaging/verify-package.ts';
import { commandLineOf, descendantsOf } from '../chaos/process-tree.ts';
import { whyNoElectron } from '../electron/find-electron.ts';
import { startVirtualScreen } from '../electron/virtual-screen.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { serveLoginPage } from '../scripts/login-page.ts';
import { whyNotPacked } from './why-not-packed.ts';

const headless = ['--ozone-platform=headless', '--no-sandbox', '--disable-gpu'];
const children: ChildProcess[] = [];
let packed: PackedLinux;

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Starts the packed program as a till would: with nothing of the developer's environment that the agent reads. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PRINTER_|DISPLAY|ELECTRON_|NODE_)/.test(name));
  const child = spawn(join(packed.unpackedDir, 'smartpos-agent'), args, {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  child.stderr.resume();
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const url = () => until('the ready line', () => /^ready (\S+)$/m.exec(stdout)?.[1], 30_000);
  return { child, ended, url, stdout: () => stdout };
}

async function printTicket(url: string, dataDir: string): Promise<string> {
  const answer = await fetch(`${url}/print/ticket?wait=8`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${readFileSync(join(dataDir, 'token'), 'utf8').trim()}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ order_id: 42, items: [{ product_name: 'بقلاوة', quantity: 2, unit_price: 150 }] }),
  });
  return ((await answer.json()) as { state: string }).state;
}

describe.skipIf(whyNotPacked() !== null)('the packed application for Linux', () => {
  beforeAll(async () => {
    const outputDir = join(import.meta.dirname, '..', '..', 'out', 'packages', 'linux-test');
    packed = await packageLinux({ targets: ['dir'], outputDir, show: false });
  }, 120_000);

  it('holds what it needs and nothing else, with its fuses burnt', async () => {
    const { checks, failed } = await verifyPackage(packed.outputDir);
    expect(failed).toEqual([]);
    expect(checks.length).toBeGreaterThan(12);
  });

  it('passes its self-test, without a screen and without leaving anything behind', async () => {
    const temporary = makeDataDir();
    const { ended, stdout } = start([...headless, '--self-test'], { TMPDIR: temporary, HOME: temporary });
    expect(await ended).toBe(0);
    expect(stdout()).toContain("L'installation est bonne.");
    expect(stdout()).toMatch(/Electron \d+/);
    expect(readdirSync(temporary).filter((name) => name.startsWith('smartpos'))).toEqual([]);
  });

  it('runs where no temporary folder can be made, as on a full disk', async () => {
    const home = makeDataDir();
    const version = start([...headless, '--version'], { TMPDIR: join(home, 'gone'), HOME: home });
    expect(await version.ended).toBe(0);
    expect(version.stdout()).toContain(packageJson.version);
  });

  it('answers --version and refuses a wrong command, as a command line does', async () => {
    const version = start([...headless, '--version']);
    expect(await version.ended).toBe(0);
    expect(version.stdout()).toContain(packageJson.version);
    expect(await start([...headless, 'token', 'burn']).ended).toBe(2);
  });

  it('cannot be used as a plain Node', async () => {
    const dataDir = makeDataDir();
    const proof = join(dataDir, 'proof');
    const code = `require('fs').writeFileSync(${JSON.stringify(proof)}, 'x')`;
    const { ended } = start([...headless, '-e', code, '--version'], { ELECTRON_RUN_AS_NODE: '1' });
    await ended;
    expect(existsSync(proof)).toBe(false);
  });

  it('as a service: takes the installer’s options, prints an ERP ticket, finishes on SIGTERM', async () => {
    const [dataDir, options] = [makeDataDir(), makeDataDir()];
    writeFileSync(join(options, 'install-options.txt'), Buffer.from('\uFEFFtoken=from-the-roll-out\r\n', 'utf16le'));
    const service = start([...headless, '--service', '--port', '0', '--data-dir', dataDir], {
      SMARTPOS_INSTALL_OPTIONS: options,
      HOME: dataDir,
    });
    const url = await service.url();
    expect(readFileSync(join(dataDir, 'token'), 'utf8').trim()).toBe('from-the-roll-out');
    expect(existsSync(join(options, 'install-options.txt'))).toBe(false);
    // Out of the archive that the program is packed into.
    expect(await (await fetch(`${url}/ui/`)).text()).toContain('renderer.js');
    expect(await printTicket(url, dataDir)).toBe('drawn');
    // It would make the profile of a short command again, behind its deletion, where it is slow to start.
    const commands = descendantsOf(service.child.pid ?? 0).map(commandLineOf);
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => command.includes('network.mojom.NetworkService'))).toEqual([]);
    service.child.kill('SIGTERM');
    expect(await service.ended).toBe(0);
    expect(readdirSync(join(dataDir, 'paper')).filter((name) => name.endsWith('.png'))).toHaveLength(1);
  });

  /** The AppImage of what was packed, with electron-builder's tools as `env` has them. */
  const makeAppImage = async (env: Record<string, string>) => {
    // electron-builder writes its log in another way when it sees this.
    vi.stubEnv('VITEST', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    await runElectronBuilder({
      appDir: join(import.meta.dirname, '..', '..', 'out', 'stage', 'linux-x64', 'app'),
      outputDir: makeDataDir(),
      platform: 'linux',
      targets: ['AppImage'],
      ...(await findOverriddenElectron()),
      compression: 'store',
      show: false,
      env: { ELECTRON_BUILDER_CACHE: makeDataDir(), ...env },
    });
  };

  it('where a log-in page answers for the AppImage’s tools, they are named, and the .deb that needs none', async () => {
    const mirror = await serveLoginPage();
    const env = { ELECTRON_BUILDER_BINARIES_MIRROR: mirror, ELECTRON_BUILDER_BINARIES_ALLOW_HTTP: 'true' };
    await expect(makeAppImage(env)).rejects.toThrow(
      /^The tools for AppImage could not be fetched \(.+\): .*npm run package:linux -- --deb\.$/,
    );
  });

  it('a tool of the AppImage’s that fails is not called one that could not be fetched', async () => {
    const tools = makeDataDir();
    for (const folder of ['linux-x64', 'lib/x64']) mkdirSync(join(tools, folder), { recursive: true });
    writeFileSync(join(tools, 'runtime-x64'), '');
    for (const name of ['mksquashfs', 'desktop-file-validate']) {
      const file = join(tools, 'linux-x64', name);
      writeFileSync(file, '#!/bin/sh\necho "no more inodes" >&2; exit 1\n', { mode: 0o755 });
    }
    await expect(makeAppImage({ APPIMAGE_TOOLS_PATH: tools })).rejects.toThrow(
      /^Nothing is packed: node ended with 1\.\n(.*\n)*.*process failed/,
    );
  });

  it.skipIf(whyNoElectron() !== null)(
    'starts hidden on a screen after an update, and prints an ERP ticket',
    async () => {
      const screen = await startVirtualScreen();
      try {
        const dataDir = makeDataDir();
        const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
        const args = [...sandbox, '--updated', '--port=0', `--data-dir=${dataDir}`];
        const application = start(args, { ...screen.env, HOME: dataDir });
        expect(await printTicket(await application.url(), dataDir)).toBe('drawn');
        expect(screen.showsWindow()).toBe(false);
        application.child.kill('SIGTERM');
        expect(await application.ended).toBe(0);
      } finally {
        await screen.close();
      }
    },
  );
});
