import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { installRuntimePackages } from '../../scripts/packaging/native-packages.ts';
import { runCommand } from '../../scripts/packaging/run-command.ts';
import { runElectronBuilder } from '../../scripts/packaging/run-electron-builder.ts';
import { missingProgram, searchPath, whatIsMissing } from '../../scripts/required-tools.ts';
import { ScriptFailure, sentenceOf } from '../../scripts/script-failure.ts';
import { allProcesses, commandLineOf } from '../chaos/process-tree.ts';
import { trayTools } from '../electron/find-electron.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { serveLoginPage } from './login-page.ts';

const root = join(import.meta.dirname, '..', '..');
const nothing = makeDataDir();
/** The sentences name Debian's packages; elsewhere these scripts say that they need Linux. */
const isElsewhere = process.platform !== 'linux';

afterEach(() => void vi.unstubAllEnvs());

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
  const folder = makeDataDir();
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

describe.skipIf(isElsewhere)('a tool that is missing is named (Linux), with the package to install', () => {
  it.each([
    ['scripts/prove-deb.ts', [], /^prove:deb needs .*unshare.* missing here \(Debian: apt-get install .*util-linux/],
    [
      'scripts/prove-installer.ts',
      [],
      /^prove:installer needs (root, and )?makensis, .*\(Debian: apt-get install nsis p7zip-full /,
    ],
    [
      'scripts/prove-installer.ts',
      ['--setup'],
      /^prove:installer -- --setup needs (root, and )?makensis, .*install nsis .*xvfb/,
    ],
    [
      'scripts/package-win.ts',
      [],
      /^package:win needs wine, which is missing here \(Debian: apt-get install wine wine32:i386\)\.$/,
    ],
    ['scripts/package-win.ts', ['--fake-electron'], /^package:win needs (root, and )?makensis, .*gcc-mingw-w64-i686/],
    ['scripts/package-linux.ts', [], /^package:linux needs dpkg-deb, which is missing here/],
    ['scripts/start-desktop.ts', [], /^ELECTRON_OVERRIDE_DIST_PATH leads to .*\/electron, which is not there\.$/],
    ['scripts/screenshots.ts', [], /^There is no Chromium at \/nowhere: .*apt-get install chromium/],
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
    await expect(runCommand('makensis', [])).rejects.toThrow(
      'makensis is missing here (Debian: apt-get install nsis).',
    );
    await expect(runCommand('makensis', [], { cwd: '/nowhere' })).rejects.toThrow('The folder /nowhere is not there.');
  });

  it('one that is there and does not start is not called missing', async () => {
    const folder = programs({ makensis: '' });
    const file = join(folder, 'makensis');
    writeFileSync(file, '#!/nowhere/sh\n');
    await expect(runCommand(file, [])).rejects.toThrow(
      `${file} is there, but cannot be started (ENOENT): its interpreter`,
    );
    // What a search finds where one folder of PATH may not be entered.
    expect(missingProgram('debootstrap-of-nobody', 'EACCES')).toBe(
      'The program debootstrap-of-nobody is not on this machine.',
    );
  });

  it('one that is there is not named; a folder or a file without the right to run is no program', () => {
    const folder = programs({ makensis: '', wine: '' });
    mkdirSync(join(folder, '7za'));
    chmodSync(join(folder, 'wine'), 0o644);
    vi.stubEnv('PATH', folder);
    expect(whatIsMissing({ tools: ['makensis'] })).toBeNull();
    expect(whatIsMissing({ tools: ['makensis', '7za', 'wine'] })).toBe(
      '7za and wine, which are missing here (Debian: apt-get install p7zip-full wine wine32:i386)',
    );
    expect(whatIsMissing({ tools: ['xprop', 'xwininfo'] })).toMatch(/apt-get install x11-utils\)$/);
  });

  it('what Debian gives to root alone is found though PATH is a user’s', () => {
    expect(searchPath('/usr/bin:/home/x/tools:/bin')).toBe('/usr/bin:/home/x/tools:/bin:/usr/sbin:/sbin');
    expect(searchPath('/usr/sbin:/usr/bin')).toBe('/usr/sbin:/usr/bin');
    expect(searchPath(nothing)).toBe(nothing);
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
    const wanted = /install (.*)\)$/.exec(whatIsMissing({ tools: trayTools }) ?? '')?.[1]?.split(' ') ?? [];
    expect(wanted.length).toBeGreaterThan(5);
    const installed = readFileSync(join(root, '.ci', 'run'), 'utf8').split(/\s+/);
    expect(wanted.filter((name) => !installed.includes(name))).toEqual([]);
  });
});

describe.skipIf(isElsewhere)('what cannot be fetched is named (Linux), with the way without it', () => {
  const appDir = makeDataDir();
  writeFileSync(
    join(appDir, 'package.json'),
    JSON.stringify({ name: 'smartpos-agent', version: '1.0.0', description: 'x', author: 'x', main: 'main.js' }),
  );
  writeFileSync(join(appDir, 'main.js'), '');
  const outputDir = makeDataDir();
  const pack = (env: Record<string, string>) =>
    runElectronBuilder({ appDir, outputDir, platform: 'linux', targets: ['dir'], env, show: false });

  it('Electron, where a log-in page answers in its place; the packages of the last time stay', async () => {
    writeFileSync(join(outputDir, 'yesterday.deb'), 'x');
    const mirror = await serveLoginPage();
    // electron-builder writes its log in another way when it sees this.
    vi.stubEnv('VITEST', undefined);
    const cache = makeDataDir();
    const env = { ELECTRON_MIRROR: mirror, XDG_CACHE_HOME: cache, ELECTRON_BUILDER_CACHE: cache };
    const error = await pack(env).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ScriptFailure);
    expect((error as Error).message).toMatch(
      /^Electron could not be fetched \(.+\): connect this machine, .*ELECTRON_MIRROR/,
    );
    expect((error as Error).message.split('\n')).toHaveLength(1);
    expect(readdirSync(outputDir)).toEqual(['yesterday.deb']);
  });

  it('native modules, where no registry answers', async () => {
    for (const [name, value] of [
      ['npm_config_registry', 'http://127.0.0.1:9/'],
      ['npm_config_cache', makeDataDir()],
      ['npm_config_fetch_retries', '0'],
    ] as const) {
      vi.stubEnv(name, value);
    }
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
    const folder = programs({ debootstrap: breaksOff, unshare: 'shift 3; exec "$@"' });
    const proof = makeDataDir();
    const making = script(['packaging/clean-debian.ts', 'createCleanDebian'], 'await createCleanDebian();');
    for (const _ of ['at first', 'and again']) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [making], {
        env: { PATH: `${folder}:/usr/bin:/bin`, SMARTPOS_PROOF_DIR: proof, DEBIAN_MIRROR: 'http://debian.invalid' },
        encoding: 'utf8',
      });
      expect(stdout).toBe(`making ${join(proof, 'base')}: some minutes …\n`);
      expect(stderr).toBe(
        'No Debian could be fetched from http://debian.invalid (no network? DEBIAN_MIRROR names another): ' +
          'unshare ended with 1.\nE: Failed getting release file\n',
      );
      expect(status).toBe(1);
      expect(existsSync(join(proof, 'base'))).toBe(false);
    }
  });

  it('this machine has no apt that could name a mirror', () => {
    const asking = script(['packaging/debian-mirror.ts', 'findDebianMirror'], 'await findDebianMirror();');
    const { stderr } = spawnSync(process.execPath, [asking], { env: { PATH: nothing }, encoding: 'utf8' });
    expect(stderr).toBe('This machine has no apt: name a mirror of Debian in DEBIAN_MIRROR.\n');
  });
});

describe.skipIf(isElsewhere)('a command that fails (Linux)', () => {
  const failing =
    "echo 'compiling'; echo 'Error: no'; echo '    at main (file:///x.js:1:2)'; echo '    at node:internal/x:3:4'; exit 3";

  it('is told with what it meant and with its last words, without their stack', async () => {
    const { message } = (await runCommand('sh', ['-c', failing], { failure: 'No .deb' }).catch(
      (error: Error) => error,
    )) as Error;
    expect(message).toBe('No .deb: sh ended with 3.\ncompiling\nError: no');
    await expect(runCommand('sh', ['-c', 'kill -9 $$'])).rejects.toThrow('sh -c kill -9 $$ ended with SIGKILL.');
  });

  it('that takes too long is ended, with what it has started', async () => {
    const nap = ownNap();
    const late = runCommand('sh', ['-c', `sleep ${nap} & sleep ${nap}`], { timeoutMs: 300 });
    await expect(late).rejects.toThrow('took longer than 0.3 s.');
    expect(sleepers(nap)).toEqual([]);
  });

  it('does not last as long as what it has left running', async () => {
    const nap = ownNap();
    const startedAt = performance.now();
    await expect(runCommand('sh', ['-c', `sleep ${nap} & exit 3`])).rejects.toThrow('ended with 3.');
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  it('ends with the script, whoever ends that', async () => {
    const nap = ownNap();
    const text = `await runCommand('sh', ['-c', 'sleep ${nap} & echo begun; sleep ${nap}'], { show: true });`;
    const child = spawn(process.execPath, [script(['packaging/run-command.ts', 'runCommand'], text)]);
    await once(child.stdout, 'data');
    await expect.poll(() => sleepers(nap)).toHaveLength(2);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    await expect.poll(() => sleepers(nap)).toEqual([]);
  });
});

/** Seconds that nobody else on this machine sleeps; whoever still does at the test's end is ended. */
function ownNap(): string {
  const nap = `600.${process.pid}${randomInt(1e6)}`;
  onTestFinished(() => {
    for (const pid of sleepers(nap)) process.kill(pid, 'SIGKILL');
  });
  return nap;
}

/** The processes of a `sleep` of that many seconds. */
function sleepers(nap: string): number[] {
  return allProcesses().filter((pid) => commandLineOf(pid) === `sleep\0${nap}\0`);
}

it.skipIf(isElsewhere)('the pictures stay where the browser does not start (Linux)', () => {
  const images = join(root, 'docs', 'images', 'window');
  const before = readdirSync(images);
  for (const [browser, words] of [
    ['/bin/false', /^The browser \/bin\/false does not start: /],
    [nothing, /^There is no Chromium at /],
  ] as const) {
    expectSentence(run('scripts/screenshots.ts', [], { CHROMIUM_PATH: browser }), words);
    expect(readdirSync(images)).toEqual(before);
  }
});

describe('a wrong argument is told in a sentence', () => {
  it.each([
    ['scripts/chaos.ts', ['--bogus'], /^Unknown option '--bogus'\. Options: --kills …, .*--usb, --profile …, /],
    ['scripts/chaos.ts', ['--kills', 'many'], /^--kills takes a whole number from 0 to 1000000, not "many"\.$/],
    ['scripts/chaos.ts', ['--clients', '9999999999'], /^--clients takes a whole number from 1 to 1000000/],
    ['scripts/update-golden.ts', ['--check'], /^Unknown option '--check'\. Options: none\.$/],
    ['scripts/chaos.ts', ['--profile', 'laser'], /^There is no profile "laser": generic-58, /],
    ['scripts/chaos.ts', ['--program', '/nowhere'], /^There is no program \/nowhere\.$/],
    [
      'scripts/fuzz-printer.ts',
      ['--bogus'],
      /^Unknown option '--bogus'\. Options: --minutes …, --seed …, --episode …, /,
    ],
    ['scripts/fuzz-printer.ts', ['--seed', 'x'], /^--seed takes a whole number from 0 to 4294967296, not "x"\.$/],
    ['scripts/fuzz-printer.ts', ['--program', '/nowhere'], /^There is no program \/nowhere\.$/],
    ['scripts/package-linux.ts', ['--rpm'], /^Unknown option '--rpm'\. Options: --dir, --deb\.$/],
    [
      'scripts/verify-package.ts',
      [nothing],
      /There is no packed application in .*: npm run package:linux, or package:win\.$/,
    ],
    ['scripts/screenshots.ts', ['todya'], /^There is no screen "todya": today, /],
    ['scripts/release.ts', [], /^release needs one of --tag, /],
    ['scripts/release.ts', ['--tag', 'v99'], /^The tag v99 is not v\d/],
    ['scripts/release.ts', ['--notes', '/nowhere/notes.md'], /^The folder \/nowhere is not there\.$/],
    ['scripts/release.ts', ['--sign', '/nowhere'], /^There is no latest\.yml in \/nowhere\.$/],
    ['scripts/release.ts', ['--checksums', nothing], /^There is nothing to release in /],
    ['bench/run.ts', ['--only', 'speed'], /^There is no measurement "speed": encoding, /],
    ['bench/run.ts', ['--rounds', '0'], /^--rounds takes a whole number from 1 to 1000000, not "0"\.$/],
    ['bench/run-callers.ts', ['--seconds'], /^Option '--seconds <value>' argument missing\. Options: --seconds …\.$/],
  ] as const)('%s %j', (script, args, words) => {
    const { status, said } = run(script, args);
    expectSentence({ status, said: said.replace(`${nothing}\n`, '').trimStart() }, words);
  });

  it.each(['cGFzc3dvcmQtb2YtdGhlLXNob3A=', '', ...[rsaKey()]])('a key that signs no release is not shown', (key) => {
    const folder = makeDataDir();
    const sign = (text: string) => run('scripts/release.ts', ['--sign', folder], { RELEASE_SIGNING_KEY: text });
    writeFileSync(join(folder, 'latest.yml'), 'version: 1.0.0\n');
    if (key === '') {
      expect(sign(key)).toEqual({ status: 0, said: 'RELEASE_SIGNING_KEY is not set: latest.yml is not signed' });
      return;
    }
    const seen = sign(key);
    expectSentence(seen, /^RELEASE_SIGNING_KEY is no key that /);
    expect(seen.said).not.toContain(key);
    expect(existsSync(join(folder, 'latest.yml.sig'))).toBe(false);
  });
});

it('a package that was broken off is called broken', () => {
  const folder = makeDataDir();
  const resources = join(folder, 'linux-unpacked', 'resources');
  mkdirSync(resources, { recursive: true });
  for (const bytes of ['', 'no archive at all']) {
    writeFileSync(join(resources, 'app.asar'), bytes);
    const { status, said } = run('scripts/verify-package.ts', [folder]);
    expectSentence({ status, said: said.replace(folder, '').trimStart() }, /app\.asar is broken: pack it again\.$/);
  }
});

describe('an error that nobody foresaw', () => {
  it('keeps its stack where it is a bug', () => {
    expect(sentenceOf(new TypeError('x is not a function'))).toBeNull();
    expect(sentenceOf('a text that was thrown')).toBeNull();
    const { status, stderr } = spawnSync(process.execPath, [script(null, 'setTimeout(() => { null!.x; });')], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/TypeError: .*\n {4}at /);
    expect(status).toBe(1);
  });

  it('is a sentence where the machine has refused something', () => {
    const text = `writeFileSync('/dev/null/x', '');`;
    const { status, stderr } = spawnSync(process.execPath, [script(['node:fs', 'writeFileSync'], text)], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/^ENOTDIR: not a directory, open '\/dev\/null\/x'\n$/);
    expect(status).toBe(1);
  });

  it('is nothing to tell where the reader of the output has had enough', () => {
    const text = "for (let line = 0; line < 1e5; line += 1) console.log('x'.repeat(100));";
    const command = `"${process.execPath}" "${script(null, text)}" | head -1`;
    const { stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
    expect(stdout).toBe(`${'x'.repeat(100)}\n`);
    expect(stderr).toBe('');
  });

  it('is esbuild’s own words where a build fails, without its stack', () => {
    const text = "await build({ entryPoints: ['/nowhere/main.ts'], logLevel: 'warning' });";
    const { stderr } = spawnSync(process.execPath, [script(['esbuild', 'build'], text, join(root, 'out'))], {
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/Could not resolve "\/nowhere\/main\.ts"/);
    expect(stderr).toMatch(/Nothing is built\.\n$/);
    expect(stderr).not.toMatch(/ {4}at /);
  });
});

/** A script that is started by hand: one name imported, and some lines. */
function script(imported: [from: string, name: string] | null, text: string, folder = makeDataDir()): string {
  const place = (from: string) => (from.endsWith('.ts') ? join(root, 'scripts', from) : from);
  const imports = imported === null ? '' : `import { ${imported[1]} } from ${JSON.stringify(place(imported[0]))};\n`;
  const file = join(folder, `script-${randomUUID()}.mts`);
  writeFileSync(file, `import ${JSON.stringify(join(root, 'scripts', 'tell-failures.ts'))};\n${imports}${text}\n`);
  onTestFinished(() => rmSync(file, { force: true }));
  return file;
}

function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}
