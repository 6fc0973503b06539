import { open } from 'node:fs/promises';

/** Resources of an NSIS installer stand before its data: far within this. */
const searchedBytes = 4 * 1024 * 1024;

/**
 * The ProductVersion of a Windows program, as its version resource says it (a `String` structure of VS_VERSIONINFO: the
 * key in UTF-16, its zero, padding to four bytes, the value); null: no such file, or no version in it.
 */
export async function readFileVersion(file: string): Promise<string | null> {
  const handle = await open(file).catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(searchedBytes), 0, searchedBytes, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const key = Buffer.from('ProductVersion\0', 'utf16le');
    const at = bytes.indexOf(key);
    if (at < 0) return null;
    const value = bytes.toString('utf16le', at + key.length, at + key.length + 128).replace(/^\0+/, '');
    const text = value.split('\0')[0]?.trim() ?? '';
    return text === '' ? null : text;
  } finally {
    await handle.close();
  }
}
