import { readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { decodeText } from '../../shared/decode-text.ts';
import { systemErrorCode } from './errors.ts';

/** Replaces a file atomically, on disk when this returns, readable by its owner alone. */
export function writePrivateFile(file: string, content: string): void {
  const temporary = `${file}.new`;
  // What an interrupted one has left, or somebody has laid there: written into, it would keep its mode, or lead elsewhere.
  try {
    unlinkSync(temporary);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  }
  writeFileSync(temporary, content, { mode: 0o600, flush: true, flag: 'wx' });
  renameSync(temporary, file);
}

/**
 * The name under which electron-store asks the package `atomically` for this: in the desktop bundle this file stands in its
 * place (scripts/build-desktop.ts). The package hooks the signals (`when-exit`), which ends the process on Windows in the
 * middle of a ticket, and holds the thread for up to a second while a file is refused.
 */
export { writePrivateFile as writeFileSync };

/** The text, trimmed, in whatever encoding an editor of Windows has left it; null when there is no such file. */
export function readIfThere(file: string): string | null {
  try {
    // A pipe of that name would hold the thread for ever.
    if (!statSync(file).isFile()) throw Object.assign(new Error(`${file} is no file`), { code: 'EISDIR' });
    return decodeText(readFileSync(file)).trim();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
