import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { decodeText } from '../../shared/decode-text.ts';
import { systemErrorCode } from './errors.ts';

/** Replaces a file atomically, on disk when this returns, readable by its owner alone. */
export function writePrivateFile(file: string, content: string): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, content, { mode: 0o600, flush: true });
  // An older file of that name would have kept its own mode.
  chmodSync(temporary, 0o600);
  renameSync(temporary, file);
}

/** The text, trimmed, in whatever encoding an editor of Windows has left it; null when there is no such file. */
export function readIfThere(file: string): string | null {
  try {
    return decodeText(readFileSync(file)).trim();
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      return null;
    }
    throw error;
  }
}
