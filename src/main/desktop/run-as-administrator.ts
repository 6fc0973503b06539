import { execFile } from 'node:child_process';
import { AgentError } from '../errors.ts';

/** Runs a program and tells how it ended. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<{ exitCode: number; output: string }>;

/**
 * Starts a program as an administrator on Windows; resolved once it runs, rejected when nobody consented: only then is it
 * known that the agent may end. PowerShell's Start-Process waits for the answer, the shell's own call from Electron does not.
 *
 * @throws AgentError `UPDATE_REFUSED`
 */
export async function runAsAdministrator(
  file: string,
  args: readonly string[],
  run: RunProgram = runProgram,
): Promise<void> {
  const list = args.map(quote).join(', ');
  const command = `$ErrorActionPreference = 'Stop'; Start-Process -FilePath ${quote(file)} -ArgumentList ${list} -Verb RunAs`;
  const { exitCode, output } = await run('powershell.exe', [
    ...['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'],
    ...['-Command', command],
  ]);
  if (exitCode !== 0) {
    throw new AgentError(
      'UPDATE_REFUSED',
      "L'installation n'a pas commencé : Windows demande l'accord d'un administrateur. L'agent continue avec sa version.",
      { cause: new Error(`powershell ended with ${exitCode}: ${output.slice(0, 500)}`) },
    );
  }
}

/** In PowerShell nothing but the quote itself means anything between single quotes. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const runProgram: RunProgram = (program, args) =>
  new Promise((resolve) => {
    execFile(program, [...args], { windowsHide: true }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ exitCode, output: `${stdout}${stderr}${error === null ? '' : error.message}` });
    });
  });
