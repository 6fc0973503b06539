import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the proof of the Windows installer keeps what takes minutes to set up: SMARTPOS_PROOF_DIR, or /var/tmp. */
export const proofDirectory = process.env.SMARTPOS_PROOF_DIR ?? '/var/tmp/smartpos-proof';

/** A Debian with wine in it, made by `npm run prove:installer -- --setup`. */
export const wineRoot = join(proofDirectory, 'wine-chroot');

/** The sources of 7-Zip, Debian's package, for the Nsis7z stand-in. */
export const sevenZipSources = join(wineRoot, 'opt', 'sources', '7zip', 'C');

const tools = [
  ['makensis', 'nsis'],
  ['7za', 'p7zip-full'],
  ['x86_64-w64-mingw32-gcc', 'gcc-mingw-w64-x86-64'],
  ['i686-w64-mingw32-gcc', 'gcc-mingw-w64-i686'],
] as const;

/** Why the installer cannot be built and run on this machine, or null when it can. */
export function whyNoInstallerProof(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const missing = tools.filter(([name]) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length > 0) {
    return `apt-get install ${missing.map(([, name]) => name).join(' ')}`;
  }
  if (!existsSync(join(wineRoot, 'usr', 'lib', 'wine', 'wine64')) || !existsSync(sevenZipSources)) {
    return 'npm run prove:installer -- --setup (root; a Debian with wine, 400 MB to fetch)';
  }
  return null;
}
