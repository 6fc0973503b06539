import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { installRuntimePackages } from '../../scripts/packaging/native-packages.ts';
import { runCommand } from '../../scripts/packaging/run-command.ts';
import { runElectronBuilder } from '../../scripts/packaging/run-electron-builder.ts';
import { searchPath, whatIsMissing } from '../../scripts/required-tools.ts';
import { ScriptFailure, sentenceOf } from '../../scripts/script-failure.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { serveLoginPage } from './login-page.ts';

const root = join(import.meta.dirname, '..', '..');
const nothing = makeDataDir();

/** Runs a script as a person does; gives what they see. */
function run(script: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...bare } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env: { ...bare, ...env },
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status, said: `${stdout}${stderr}`.trimEnd() };
}

/** One line that is a sentence: no stack, no dump of an object. */
function expectSentence({ status, said }: { status: number | null; said: string }, words: RegExp): void {
  expect(said).toMatch(words);
  expect(said.split('\n')).toHaveLength(1);
  expect(said).not.toMatch(/\bat .*:\d+:\d+|node:internal|Error:/);
  expect(status).toBe(1);
}

/** A folder of programs that are shell scripts. */
function programs(scripts: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const started = Object.values(packageJson.scripts).flatMap((command) =>
  [...command.matchAll(/node ((?:scripts|bench|test)\/\S+\.ts)/g)].map(([, script = '']) => script),
);

it('every script that npm starts tells what keeps it from its work', () => {
  expect(started.length).toBeGreaterThan(15);
  const silent = started.filter((script) => !/^import '.*\/tell-failures\.ts';$/m.test(readFileSync(script, 'utf8')));
  expect(silent).toEqual([]);
});

describe('a tool that is missing is named, with the package to install', () => {
  it.each([
    ['scripts/prove-deb.ts', [], /^prove:deb needs .*unshare.* missing here \(Debian: apt-get install .*util-linux/],
    ['scripts/prove-installer.ts', [], /^prove:installer needs makensis, .*\(Debian: apt-get install nsis p7zip-full /],
    ['scripts/prove-installer.ts', ['--setup'], /^prove:installer -- --setup needs makensis, .*install nsis .*xvfb/],
    [
      'scripts/package-win.ts',
      [],
      /^package:win needs wine, which is missing here \(Debian: apt-get install wine\)\.$/,
    ],
    ['scripts/package-win.ts', ['--fake-electron'], /^package:win needs makensis, .*gcc-mingw-w64-i686/],
    ['scripts/package-linux.ts', [], /^package:linux needs dpkg-deb, which is missing here/],
    ['scripts/start-desktop.ts', [], /^ELECTRON_OVERRIDE_DIST_PATH leads to .*\/electron, which is not there\.$/],
    [
      'scripts/screenshots.ts',
      [],
      /^screenshots needs a browser: no Chromium at \/nowhere: .*apt-get install chromium/,
    ],
    ['test/usb-emulator/run-in-namespace.ts', ['true'], /^the emulated USB needs .*unshare.*util-linux/],
    ['bench/run-usb.ts', [], /^Not measured: the emulated USB needs .*unshare.*util-linux/],
    ['bench/measure-desktop.ts', [], /^Not measured: ELECTRON_OVERRIDE_DIST_PATH leads to /],
  ] as const)('%s %j on a machine that has nothing', (script, args, words) => {
    const images = join(root, 'docs', 'images', 'window');
    const before = readdirSync(images);
    const env = { PATH: nothing, CHROMIUM_PATH: '/nowhere', ELECTRON_OVERRIDE_DIST_PATH: nothing };
    expectSentence(run(script, args, env), words);
    expect(readdirSync(images)).toEqual(before);
  });

  it('a program that any script starts and that is not there', async () => {
    await expect(runCommand('trayer-of-nobody', [])).rejects.toThrow(
      new ScriptFailure('The program trayer-of-nobody is not on this machine.'),
    );
    vi.stubEnv('PATH', nothing);
    onTestFinished(() => void vi.unstubAllEnvs());
    await expect(runCommand('makensis', [])).rejects.toThrow(
      'makensis is missing here (Debian: apt-get install nsis).',
    );
    await expect(runCommand('makensis', [], { cwd: '/nowhere' })).rejects.toThrow('The folder /nowhere is not there.');
  });

  it('one that is there is not named; a folder or a file without the right to run is no program', () => {
    const folder = programs({ makensis: '', wine: '' });
    mkdirSync(join(folder, '7za'));
    chmodSync(join(folder, 'wine'), 0o644);
    vi.stubEnv('PATH', folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(whatIsMissing({ tools: ['makensis'] })).toBeNull();
    expect(whatIsMissing({ tools: ['makensis', '7za', 'wine'] })).toBe(
      '7za and wine, which are missing here (Debian: apt-get install p7zip-full wine)',
    );
    expect(whatIsMissing({ tools: ['xprop', 'xwininfo'] })).toMatch(/apt-get install x11-utils\)$/);
  });

  it('what Debian gives to root alone is found though PATH is a user’s', () => {
    expect(searchPath('/usr/bin').split(':')).toEqual(['/usr/bin', '/usr/sbin', '/sbin']);
    expect(searchPath('/sbin:/usr/sbin')).toBe('/sbin:/usr/sbin');
  });

  it('root is asked for, and the right to mount, which root has not in every container', () => {
    const asUser = vi.spyOn(process, 'getuid').mockReturnValue(1000);
    expect(whatIsMissing({ root: true, tools: [] })).toBe('root');
    asUser.mockRestore();
    const folder = programs({ unshare: 'echo "unshare failed: Operation not permitted" >&2; exit 1' });
    const { said } = run('scripts/prove-deb.ts', [], { PATH: `${folder}:${nothing}` });
    expect(said).toMatch(process.getuid?.() === 0 ? /^prove:deb needs the right to mount/ : /^prove:deb needs root/);
  });

  it('.ci/run installs all that the tests of the real tray application need', () => {
    vi.stubEnv('PATH', nothing);
    onTestFinished(() => void vi.unstubAllEnvs());
    const tools = ['Xvfb', 'dbus-daemon', 'openbox', 'trayer', 'xdotool', 'xwininfo', 'xprop', 'import'] as const;
    const wanted = /install (.*)\)$/.exec(whatIsMissing({ tools }) ?? '')?.[1]?.split(' ') ?? [];
    expect(wanted.length).toBeGreaterThan(5);
    const installed = readFileSync(join(root, '.ci', 'run'), 'utf8').split(/\s+/);
    expect(wanted.filter((name) => !installed.includes(name))).toEqual([]);
  });
});

describe('what cannot be fetched is named, with the way without it', () => {
  const appDir = makeDataDir();
  writeFileSync(
    join(appDir, 'package.json'),
    JSON.stringify({ name: 'smartpos-agent', version: '1.0.0', description: 'x', author: 'x', main: 'main.js' }),
  );
  writeFileSync(join(appDir, 'main.js'), '');
  const pack = (env: Record<string, string>) =>
    runElectronBuilder({ appDir, outputDir: makeDataDir(), platform: 'linux', targets: ['dir'], env, show: false });

  it('Electron, where a log-in page answers in its place', async () => {
    const mirror = await serveLoginPage();
    // electron-builder writes its log in another way when it sees this.
    vi.stubEnv('VITEST', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const cache = makeDataDir();
    const env = { ELECTRON_MIRROR: mirror, XDG_CACHE_HOME: cache, ELECTRON_BUILDER_CACHE: cache };
    const error = await pack(env).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ScriptFailure);
    expect((error as Error).message).toMatch(
      /^Electron could not be fetched \(.+\): connect this machine, .*ELECTRON_MIRROR/,
    );
    expect((error as Error).message.split('\n')).toHaveLength(1);
  });

  it('native modules, where no registry answers', async () => {
    for (const [name, value] of [
      ['npm_config_registry', 'http://127.0.0.1:9/'],
      ['npm_config_cache', makeDataDir()],
      ['npm_config_fetch_retries', '0'],
    ] as const) {
      vi.stubEnv(name, value);
    }
    onTestFinished(() => void vi.unstubAllEnvs());
    const directory = makeDataDir();
    const fails = () =>
      expect(installRuntimePackages(directory, { platform: 'win32', arch: 'x64' })).rejects.toThrow(
        /^The native modules for win32-x64 could not be installed: .*\n(.*\n)*.*(ECONNREFUSED|127\.0\.0\.1:9)/,
      );
    await fails();
    // What was broken off is not taken for what is there.
    mkdirSync(join(directory, 'node_modules', 'usb'), { recursive: true });
    await fails();
  });

  it('a Debian, where the mirror does not answer; a half one is not taken for a whole one', () => {
    const breaksOff = `mkdir -p "$3/usr/bin" && touch "$3/usr/bin/dpkg"; echo 'E: Failed getting release file'; exit 1`;
    const folder = programs({ debootstrap: breaksOff, unshare: 'exit 0' });
    const proof = makeDataDir();
    const script = `import { createCleanDebian } from ${JSON.stringify(join(root, 'scripts/packaging/clean-debian.ts'))};
import ${JSON.stringify(join(root, 'scripts/tell-failures.ts'))};
await createCleanDebian();`;
    writeFileSync(join(proof, 'script.mts'), script);
    for (const _ of ['at first', 'and again']) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(proof, 'script.mts')], {
        env: { PATH: `${folder}:/usr/bin:/bin`, SMARTPOS_PROOF_DIR: proof, DEBIAN_MIRROR: 'http://debian.invalid' },
        encoding: 'utf8',
      });
      expect(`${stdout}${stderr}`).toBe(
        'No Debian could be fetched from http://debian.invalid (no network? DEBIAN_MIRROR names another): ' +
          'debootstrap ended with 1.\nE: Failed getting release file\n',
      );
      expect(status).toBe(1);
      expect(existsSync(join(proof, 'base'))).toBe(false);
    }
  });

  it('this machine has no apt that could name a mirror', () => {
    const script = join(root, 'scripts', 'packaging', 'debian-mirror.ts');
    const ask = `import { findDebianMirror } from ${JSON.stringify(script)}; import ${JSON.stringify(join(root, 'scripts/tell-failures.ts'))}; await findDebianMirror();`;
    const file = join(makeDataDir(), 'ask.mts');
    writeFileSync(file, ask);
    const { stderr } = spawnSync(process.execPath, [file], { env: { PATH: nothing }, encoding: 'utf8' });
    expect(stderr).toBe('This machine has no apt: name a mirror of Debian in DEBIAN_MIRROR.\n');
  });
});

describe('a command that fails', () => {
  const failing =
    "echo 'compiling'; echo 'Error: no'; echo '    at main (file:///x.js:1:2)'; echo '    at node:internal/x:3:4'; exit 3";

  it('is told with what it meant and with its last words, without their stack', async () => {
    const { message } = (await runCommand('sh', ['-c', failing], { failure: 'No .deb' }).catch(
      (error: Error) => error,
    )) as Error;
    expect(message).toBe('No .deb: sh ended with 3.\ncompiling\nError: no');
    await expect(runCommand('sh', ['-c', 'kill -9 $$'])).rejects.toThrow('sh -c kill -9 $$ ended with SIGKILL.');
  });

  it('that takes too long is ended, though a child of its holds its output open', async () => {
    const startedAt = performance.now();
    await expect(runCommand('sh', ['-c', 'sleep 20 & sleep 20'], { timeoutMs: 300 })).rejects.toThrow(
      'took longer than 0.3 s.',
    );
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});

describe('a wrong argument is told in a sentence', () => {
  it.each([
    ['scripts/chaos.ts', ['--bogus'], /^Unknown option '--bogus'$/],
    ['scripts/chaos.ts', ['--kills', 'many'], /^--kills takes a whole number from 0, not "many"\.$/],
    ['scripts/chaos.ts', ['--profile', 'laser'], /^There is no profile "laser": generic-58, /],
    ['scripts/chaos.ts', ['--program', '/nowhere'], /^There is no program \/nowhere\.$/],
    ['scripts/package-linux.ts', ['--rpm'], /^Unknown option '--rpm'$/],
    [
      'scripts/verify-package.ts',
      [nothing],
      /There is no packed application in .*: npm run package:linux, or package:win\.$/,
    ],
    ['scripts/screenshots.ts', ['todya'], /^There is no screen "todya": today, /],
    ['scripts/release.ts', [], /^release needs one of --tag, /],
    ['scripts/release.ts', ['--tag', 'v99'], /^The tag v99 is not v\d/],
    ['scripts/release.ts', ['--notes', '/nowhere/notes.md'], /^The folder \/nowhere is not there\.$/],
    ['scripts/release.ts', ['--checksums', nothing], /^There is nothing to release in /],
    ['bench/run.ts', ['--only', 'speed'], /^There is no measurement "speed": encoding, /],
    ['bench/run.ts', ['--rounds', '0'], /^--rounds takes a whole number from 1, not "0"\.$/],
    ['bench/run-callers.ts', ['--seconds'], /^Option '--seconds <value>' argument missing$/],
  ] as const)('%s %j', (script, args, words) => {
    const { status, said } = run(script, args);
    expectSentence({ status, said: said.replace(`${nothing}\n`, '').trimStart() }, words);
  });

  it.each(['cGFzc3dvcmQtb2YtdGhlLXNob3A=', '', ...[rsaKey()]])('a key that signs no release is not shown', (key) => {
    const folder = makeDataDir();
    const sign = (text: string) => run('scripts/release.ts', ['--sign', folder], { RELEASE_SIGNING_KEY: text });
    if (key === '') {
      expect(sign(key)).toEqual({ status: 0, said: 'RELEASE_SIGNING_KEY is not set: latest.yml is not signed' });
      return;
    }
    writeFileSync(join(folder, 'latest.yml'), 'version: 1.0.0\n');
    const seen = sign(key);
    expectSentence(seen, /^RELEASE_SIGNING_KEY is no key that /);
    expect(seen.said).not.toContain(key);
    expect(existsSync(join(folder, 'latest.yml.sig'))).toBe(false);
  });
});

it('a bug keeps its stack; what the machine refuses does not', () => {
  expect(sentenceOf(new TypeError('x is not a function'))).toBeNull();
  expect(sentenceOf('a text that was thrown')).toBeNull();
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(sentenceOf(full)).toBe('ENOSPC: no space left on device, write');
  const file = join(makeDataDir(), 'bug.mts');
  writeFileSync(
    file,
    `import ${JSON.stringify(join(root, 'scripts/tell-failures.ts'))};\nsetTimeout(() => { null!.x; });\n`,
  );
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  expect(stderr).toMatch(/TypeError: .*\n {4}at /);
  expect(status).toBe(1);
});

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}
