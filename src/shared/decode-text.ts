/**
 * A text file as its byte-order mark says: UTF-8, UTF-16 little or big endian; without a mark UTF-8. The mark is left out.
 * PowerShell 5 writes UTF-16 (`'…' > file`) and Notepad puts marks, so what a technician made may be any of them.
 */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isUtf16le = first === 0xff && second === 0xfe;
  const isUtf16be = first === 0xfe && second === 0xff;
  return new TextDecoder(isUtf16le ? 'utf-16le' : isUtf16be ? 'utf-16be' : 'utf-8').decode(bytes);
}
