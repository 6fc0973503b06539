import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { listPackage } from '@electron/asar';
import { readBinaryArchitecture } from './binary-architecture.ts';
import { type CheckList, compareLists } from './check-list.ts';

export interface PackedApplication {
  /** `win-unpacked` or `linux-unpacked`. */
  unpackedDir: string;
  platform: 'linux' | 'win32';
}

const topLevel = ['LICENSE', 'LICENSES.third-party.txt', 'assets', 'node_modules', 'out', 'package.json'];

/** Packages that the application needs as files, beside those of the platform. */
const packages = ['@expo-google-fonts/noto-sans-arabic', '@napi-rs/canvas', 'dejavu-fonts-ttf', 'koffi', 'usb'];

const platformPackages = {
  linux: ['@koromix/koffi-linux-x64', '@napi-rs/canvas-linux-x64-gnu', '@node-usb/usb-linux-x64-gnu'],
  win32: ['@koromix/koffi-win32-x64', '@napi-rs/canvas-win32-x64-msvc', '@node-usb/usb-win32-x64-msvc'],
};

/** Only for an Electron that has no node:sqlite, as the test machines' has not. */
const testPackages = ['@libsql/linux-x64-gnu', '@neon-rs/load', 'detect-libc', 'libsql'];

const neverShipped =
  /\.(map|ts|tsx|cts|mts|md|c|cc|cpp|h|gyp|db|log|env)$|(^|\/)(test|tests|bench|\.git|\.env|coverage)(\/|$)/;

/** Checks what ships: nothing but the runtime, natives of this platform, and outside the archive. */
export async function checkContents({ check }: CheckList, packed: PackedApplication): Promise<string[]> {
  const { unpackedDir, platform } = packed;
  const resources = join(unpackedDir, 'resources');
  const archive = join(resources, 'app.asar');
  const files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
  const natives = (await listFiles(resources)).filter((path) => path.endsWith('.node'));

  await check('app.asar holds the built files, the runtime packages, icons and licences alone', () =>
    compareLists([...new Set(files.map((path) => path.split('/')[0] ?? ''))].sort(), topLevel),
  );
  await check('the application is whole: main process, preload, window, driver process', () =>
    compareLists(
      files.filter((path) => ['out/main.js', 'out/preload.cjs', 'out/ui/index.html', 'out/driver.js'].includes(path)),
      ['out/main.js', 'out/preload.cjs', 'out/ui/index.html', 'out/driver.js'],
    ),
  );
  await check('no sources, tests, maps, settings or journals', () => {
    const found = files.filter((path) => neverShipped.test(path));
    return found.length === 0 ? null : found.join(', ');
  });
  await check('the runtime packages of this platform and no other', () => {
    const found = packageNames(files).filter((name) => !testPackages.includes(name));
    return compareLists(found, [...packages, ...platformPackages[platform]]);
  });
  await check('native modules lie outside app.asar, built for x86-64', async () => {
    const wanted = platform === 'win32' ? 'PE32+ x86-64' : 'ELF x86-64';
    const wrong: string[] = [];
    for (const path of natives) {
      const found = await readBinaryArchitecture(join(resources, path));
      if (found !== wanted) wrong.push(`${path} is ${found}`);
    }
    const owners = natives.map((path) => packageNames([path.replace(/^app\.asar\.unpacked\//, '')])[0] ?? path);
    const missing = platformPackages[platform].filter((name) => !owners.includes(name));
    return wrong.length + missing.length === 0 ? null : [...wrong, ...missing.map((name) => `no ${name}`)].join(', ');
  });
  await check("no welcome application of Electron's, and its languages trimmed to fr, ar, en", async () => {
    const locales = (await readdir(join(unpackedDir, 'locales'))).filter((name) => name.endsWith('.pak'));
    const welcome = (await readdir(resources)).includes('default_app.asar') ? 'default_app.asar is there' : null;
    return welcome ?? compareLists(locales, ['ar.pak', 'en-US.pak', 'fr.pak']);
  });
  return files;
}

function packageNames(files: readonly string[]): string[] {
  const names = files.map((path) => /^node_modules\/((?:@[^/]+\/)?[^/@][^/]*)\/./.exec(path)?.[1] ?? '');
  return [...new Set(names)].filter((name) => name !== '').sort();
}

/** Paths below a folder, with `/`. */
export async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Bytes of all files below a folder. */
export async function sizeOf(directory: string): Promise<number> {
  const files = await listFiles(directory);
  const sizes = await Promise.all(files.map(async (path) => (await stat(join(directory, path))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
