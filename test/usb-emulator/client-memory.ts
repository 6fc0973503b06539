import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** The memory of the process that made a system call: usbfs takes pointers, FUSE does not follow them. */
export interface ClientMemory {
  read(address: number, size: number): Buffer;
  write(address: number, bytes: Uint8Array): void;
  close(): void;
}

/** @param threadId as FUSE gives it: any thread of the process. */
export function openClientMemory(threadId: number): ClientMemory {
  const status = readFileSync(`/proc/${threadId}/status`, 'utf8');
  const processId = /^Tgid:\s+(\d+)/m.exec(status)?.[1] ?? String(threadId);
  const file = openSync(`/proc/${processId}/mem`, 'r+');
  return {
    read(address, size) {
      const bytes = Buffer.alloc(size);
      // Nothing is read once the process has ended: what it meant is not known.
      if (readSync(file, bytes, 0, size, address) < size) throw new Error(`process ${processId} has ended`);
      return bytes;
    },
    write: (address, bytes) => void writeSync(file, bytes, 0, bytes.length, address),
    close: () => closeSync(file),
  };
}
