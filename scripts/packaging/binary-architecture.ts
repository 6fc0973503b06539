import { open } from 'node:fs/promises';

/** `ELF x86-64`, `PE32+ x86-64`, `ELF aarch64`, …, or `unknown`: what a native module or a program was built for. */
export async function readBinaryArchitecture(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer: head, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return describe(head.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
}

function describe(head: Buffer): string {
  if (head.length > 20 && head.readUInt32BE(0) === 0x7f454c46) {
    const machine = head.readUInt16LE(18);
    return `ELF ${{ 62: 'x86-64', 183: 'aarch64', 3: 'i386', 40: 'arm' }[machine] ?? machine}`;
  }
  if (head.length > 64 && head.toString('latin1', 0, 2) === 'MZ') {
    const at = head.readUInt32LE(0x3c);
    if (at + 26 > head.length || head.toString('latin1', at, at + 2) !== 'PE') return 'unknown';
    const machine = head.readUInt16LE(at + 4);
    const kind = head.readUInt16LE(at + 24) === 0x20b ? 'PE32+' : 'PE32';
    return `${kind} ${{ 34404: 'x86-64', 43620: 'aarch64', 332: 'i386' }[machine] ?? machine}`;
  }
  return 'unknown';
}
