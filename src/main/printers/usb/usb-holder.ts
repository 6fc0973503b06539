import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import type { UsbHolder } from './usb-errors.ts';

/**
 * The programs that have a device file open, as far as /proc lets us see: without rights, only our own user's.
 * An open file is not yet a claim, but of a claimed interface it names who has it.
 */
export function findUsbHolders(devicePath: string, proc = '/proc'): UsbHolder[] {
  return listProcesses(proc)
    .filter((pid) => hasOpen(`${proc}/${pid}/fd`, devicePath))
    .map((pid) => ({ pid: Number(pid), name: readProcessName(proc, pid) }));
}

/** Whether a process is this one, or its parent or child: the agent and its driver process. */
export function isOurProcess({ pid }: UsbHolder, proc = '/proc'): boolean {
  if (pid === process.pid || pid === process.ppid) return true;
  try {
    return /^PPid:\s+(\d+)$/m.exec(readFileSync(`${proc}/${pid}/status`, 'utf8'))?.[1] === String(process.pid);
  } catch {
    return false;
  }
}

function listProcesses(proc: string): string[] {
  try {
    return readdirSync(proc).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function hasOpen(folder: string, devicePath: string): boolean {
  try {
    return readdirSync(folder).some((fd) => {
      try {
        return readlinkSync(`${folder}/${fd}`) === devicePath && isSameFile(`${folder}/${fd}`, devicePath);
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** A process in a container, with file systems of its own, may have another file open under the same path. */
function isSameFile(open: string, devicePath: string): boolean {
  const device = statSync(devicePath, { throwIfNoEntry: false });
  const other = statSync(open, { throwIfNoEntry: false });
  return device !== undefined && other !== undefined && device.dev === other.dev && device.ino === other.ino;
}

/** The program's file; only of a stranger's process its thread's name, which Node sets to `MainThread`. */
function readProcessName(proc: string, pid: string): string {
  try {
    return path.basename(readlinkSync(`${proc}/${pid}/exe`));
  } catch {
    return readThreadName(proc, pid);
  }
}

function readThreadName(proc: string, pid: string): string {
  try {
    return readFileSync(`${proc}/${pid}/comm`, 'utf8').trim();
  } catch {
    return '?';
  }
}
