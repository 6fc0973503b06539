import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npmCommand } from './npm-command.ts';
import { projectRoot } from './project-root.ts';
import { runCommand } from './run-command.ts';

/** What the built files do not hold themselves: native modules, and fonts that are read as files. */
export const runtimePackages = [
  '@expo-google-fonts/noto-sans-arabic',
  '@napi-rs/canvas',
  'dejavu-fonts-ttf',
  'koffi',
  'usb',
];

export interface Target {
  platform: 'linux' | 'win32' | 'darwin';
  arch: 'x64' | 'arm64';
}

interface LockedPackage {
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

type Lock = { lockfileVersion: number; packages: Record<string, LockedPackage> };

/**
 * Installs the runtime packages of a platform, which may be another than this machine's, into `directory`/node_modules.
 * Versions and hashes are those of the project's own package-lock.json. Files of an earlier call are used again.
 *
 * @param extraPackages more packages of the lock, such as those that only the test Electron needs
 * @throws CommandFailure with npm's words, such as that the registry does not answer
 */
export async function installRuntimePackages(
  directory: string,
  target: Target,
  extraPackages: readonly string[] = [],
): Promise<void> {
  const lock = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')) as Lock;
  const names = [...runtimePackages, ...extraPackages];
  const packages = pickLocked(lock, names);
  const dependencies = Object.fromEntries(names.map((name) => [name, locked(lock, name).version]));
  const root = { name: 'smartpos-agent', version: '0.0.0', dependencies };
  const wanted = JSON.stringify({ target, ...lock, packages: { '': root, ...packages } }, null, 2);
  const lockFile = join(directory, 'package-lock.json');
  // npm writes the second one last: without it an installation was broken off.
  const isThere = existsSync(lockFile) && existsSync(join(directory, 'node_modules', '.package-lock.json'));
  if (isThere && (await readFile(lockFile, 'utf8')) === wanted) {
    return;
  }
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'package.json'), JSON.stringify({ ...root, private: true }));
  await writeFile(lockFile, wanted);
  const libc = target.platform === 'linux' ? ['--libc=glibc'] : [];
  const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const [npm, ...first] = npmCommand();
  await runCommand(npm, [...first, 'ci', ...flags, `--os=${target.platform}`, `--cpu=${target.arch}`, ...libc], {
    cwd: directory,
    timeoutMs: 180_000,
    failure: `The native modules for ${target.platform}-${target.arch} could not be installed`,
  });
}

function locked(lock: Lock, name: string): LockedPackage {
  const found = lock.packages[`node_modules/${name}`];
  if (found === undefined) {
    throw new Error(`package-lock.json does not hold ${name}`);
  }
  return found;
}

/** The lock's entries of these packages and of all that they may need, on any platform: npm takes what fits. */
function pickLocked(lock: Lock, names: readonly string[]): Record<string, LockedPackage> {
  const picked: Record<string, LockedPackage> = {};
  const pending = [...names];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const path = `node_modules/${name}`;
    const found = lock.packages[path];
    if (found === undefined || path in picked) continue;
    picked[path] = found;
    for (const [nested, entry] of Object.entries(lock.packages)) {
      if (nested.startsWith(`${path}/node_modules/`)) picked[nested] = entry;
    }
    pending.push(...Object.keys({ ...found.dependencies, ...found.optionalDependencies }));
  }
  return picked;
}
