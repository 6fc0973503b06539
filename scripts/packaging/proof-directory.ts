import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Tool, whatIsMissing } from '../required-tools.ts';

/** Where the proof of the Windows installer keeps what takes minutes to set up: SMARTPOS_PROOF_DIR, or /var/tmp. */
export const proofDirectory = resolve(process.env.SMARTPOS_PROOF_DIR || '/var/tmp/smartpos-proof');

/** A Debian with wine in it, made by `npm run prove:installer -- --setup`. */
export const wineRoot = join(proofDirectory, 'wine-chroot');

/** In that Debian; it comes last. */
export const wineFolder = join('usr', 'lib', 'wine', 'wine64');

/** In that Debian, and so on this machine: the sources of 7-Zip, Debian's package, for the Nsis7z stand-in. */
export const sevenZipSources = join(wineRoot, 'opt', 'sources', '7zip', 'C');

/** What makes the installer with stand-ins and enters the Debian with wine. */
export const proofTools: readonly Tool[] = [
  'makensis',
  '7za',
  'x86_64-w64-mingw32-gcc',
  'i686-w64-mingw32-gcc',
  'unshare',
  'mount',
  'chroot',
];

/**
 * Why the installer cannot be built and run on this machine, as the end of a sentence that begins with "… needs"; null when
 * it can.
 *
 * @param more programs that the caller needs beside it
 */
export function whyNoInstallerProof(more: readonly Tool[] = []): string | null {
  const missing = whatIsMissing({ root: true, tools: [...proofTools, ...more] });
  if (missing !== null) return missing;
  return existsSync(join(wineRoot, wineFolder))
    ? null
    : 'a Debian with wine: npm run prove:installer -- --setup fetches it once (400 MB)';
}
