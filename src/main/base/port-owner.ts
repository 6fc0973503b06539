import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const askTimeoutMs = 3_000;

/** The program that listens on a TCP port of this machine, as « python.exe (1234) »; null where it cannot be known. */
export async function findPortOwner(
  port: number,
  platform: NodeJS.Platform = process.platform,
): Promise<string | null> {
  try {
    switch (platform) {
      case 'linux':
        return await findOnLinux(port);
      case 'win32':
        return await findOnWindows(port);
      default:
        return parseLsof(await outputOf('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']));
    }
  } catch {
    // It is only said to help: another user's process cannot always be looked at.
    return null;
  }
}

async function outputOf(program: string, args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { timeout: askTimeoutMs, windowsHide: true });
  return stdout;
}

/** proc(5): the inode of the listening socket, then the process that has it open. */
async function findOnLinux(port: number): Promise<string | null> {
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')),
  );
  const inodes = tables.flatMap((table) => parseProcNet(table, port));
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of processes) {
    const links = await readdir(`/proc/${pid}/fd`).catch((): string[] => []);
    for (const link of links) {
      const target = await readlink(`/proc/${pid}/fd/${link}`).catch(() => '');
      if (inodes.some((inode) => target === `socket:[${inode}]`)) {
        return `${(await readFile(`/proc/${pid}/comm`, 'utf8')).trim()} (${pid})`;
      }
    }
  }
  return null;
}

/** Inodes of the sockets that listen (state 0A) on the port. */
function parseProcNet(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return local?.endsWith(`:${hex}`) && state === '0A' && inode !== undefined ? [inode] : [];
  });
}

async function findOnWindows(port: number): Promise<string | null> {
  const pid = parseNetstat(await outputOf('netstat.exe', ['-ano', '-p', 'TCP']), port);
  if (pid === null) {
    return null;
  }
  return parseTasklist(await outputOf('tasklist.exe', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']), pid);
}

/** The state's word is translated (« LISTENING », « À l'écoute »), so the foreign address tells a listener: port 0. */
export function parseNetstat(text: string, port: number): string | null {
  const line = new RegExp(`^\\s*TCP\\s+\\S+:${port}\\s+\\S+:0\\s.*\\s(\\d+)\\s*$`, 'm');
  return line.exec(text)?.[1] ?? null;
}

export function parseTasklist(csv: string, pid: string): string | null {
  const name = /^"([^"]+)","(\d+)"/m.exec(csv);
  return name?.[2] === pid ? `${name[1]} (${pid})` : null;
}

export function parseLsof(text: string): string | null {
  const pid = /^p(\d+)$/m.exec(text)?.[1];
  const name = /^c(.+)$/m.exec(text)?.[1];
  return pid === undefined || name === undefined ? null : `${name} (${pid})`;
}
