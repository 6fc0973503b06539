import { execFile } from 'node:child_process';
import path from 'node:path';
import { AgentError } from '../../base/errors.ts';

export interface RegistryKey {
  /** As printed: `HKEY_LOCAL_MACHINE\SYSTEM\…`. */
  path: string;
  /** By lower-case name; the data as printed (`0x1` for a REG_DWORD). */
  values: Map<string, { type: string; data: string }>;
}

export interface RegAnswer {
  exitCode: number;
  stdout: string;
}

/** Runs `reg.exe` with these arguments; rejects when it cannot be run or takes longer than `timeoutMs`. */
export type RunReg = (args: readonly string[], timeoutMs: number) => Promise<RegAnswer>;

/**
 * Reads what `reg query KEY /s` prints (learn.microsoft.com, "reg query"): key paths at the start of a line, values
 * behind four spaces as `name    type    data` (a tab in old versions). Value types are the same in every language of
 * Windows; the closing line (« End of search: … ») and errors are not: lines that fit neither form are skipped.
 */
export function parseRegQuery(output: string): RegistryKey[] {
  const keys: RegistryKey[] = [];
  let current: RegistryKey | null = null;
  for (const line of output.split(/\r\n|\n|\r/)) {
    if (/^HKEY_[A-Z_]+\\/.test(line)) {
      current = { path: line.trimEnd(), values: new Map() };
      keys.push(current);
      continue;
    }
    const value = /^\s+(\S.*?)(?: {4}|\t)(REG_[A-Z0-9_]+)(?:(?: {4}|\t)(.*))?$/.exec(line);
    if (value?.[1] !== undefined && value[2] !== undefined) {
      current?.values.set(value[1].toLowerCase(), { type: value[2], data: value[3] ?? '' });
    }
  }
  return keys;
}

/** The text of a value, or null. */
export function registryText(key: RegistryKey | undefined, name: string): string | null {
  return key?.values.get(name.toLowerCase())?.data ?? null;
}

/** The number of a REG_DWORD, or null. */
export function registryNumber(key: RegistryKey | undefined, name: string): number | null {
  const value = key?.values.get(name.toLowerCase());
  return value?.type === 'REG_DWORD' && /^0x[0-9a-f]{1,8}$/i.test(value.data) ? Number(value.data) : null;
}

/**
 * What `reg query KEY /s` prints. A key that does not exist gives no keys: reg.exe answers 1 and, in the user's language, why.
 * Throws AgentError `PRINTER_LISTING_FAILED` when reg.exe cannot be run or does not end in time.
 */
export async function queryRegistry(key: string, runReg: RunReg, timeoutMs: number): Promise<string> {
  try {
    return (await runReg(['query', key, '/s'], timeoutMs)).stdout;
  } catch (cause) {
    throw new AgentError(
      'PRINTER_LISTING_FAILED',
      "Windows n'a pas donné la liste des imprimantes USB (reg.exe) : réessayez, ou redémarrez l'ordinateur.",
      { cause },
    );
  }
}

/** The real one. By its full path: a `reg.exe` lying in another folder must not be run. */
export const runRegExe: RunReg = (args, timeoutMs) => {
  const program = path.win32.join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'reg.exe');
  // reg.exe writes in the console's code page; all that is read of it here is ASCII.
  const options = { timeout: timeoutMs, windowsHide: true, maxBuffer: 64 * 1024 * 1024, encoding: 'latin1' } as const;
  return new Promise((resolve, reject) => {
    execFile(program, [...args], options, (error, stdout) => {
      if (error === null) resolve({ exitCode: 0, stdout });
      else if (typeof error.code === 'number') resolve({ exitCode: error.code, stdout });
      else reject(error);
    });
  });
};
