import { execFile } from 'node:child_process';
import { AgentError } from '../../base/errors.ts';

/** Runs a program and tells how it ended. */
export type RunProgram = (program: string, args: readonly string[]) => Promise<{ exitCode: number; output: string }>;

/** What the script below ends with when the file is not the expected one. PowerShell itself ends with 0 or 1. */
const otherFile = 3;

/**
 * Starts a program as an administrator on Windows; resolved once it runs, rejected when nobody consented: only then is it
 * known that the agent may end. PowerShell's Start-Process waits for the answer, the shell's own call from Electron does not.
 *
 * The question may stay open for minutes, and the file lie where any program of the user's can write. With `sha512` (base64)
 * the file is opened first so that nobody else can write, rename or delete it, is hashed through that handle, and is held
 * until it runs: what was hashed is what is run.
 *
 * @throws AgentError `UPDATE_REFUSED`, `UPDATE_NOT_SIGNED`
 */
export async function runAsAdministrator(
  file: string,
  args: readonly string[],
  run: RunProgram = runProgram,
  sha512?: string,
): Promise<void> {
  const list = args.map(quote).join(', ');
  const hold = sha512 === undefined ? '' : holdFile(file, sha512);
  const start = `Start-Process -FilePath ${quote(file)} -ArgumentList ${list} -Verb RunAs`;
  const { exitCode, output } = await run('powershell.exe', [
    ...['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'],
    ...['-Command', `$ErrorActionPreference = 'Stop'; ${hold}${start}`],
  ]);
  if (exitCode === otherFile) {
    throw new AgentError(
      'UPDATE_NOT_SIGNED',
      "Le fichier d'installation a changé depuis sa vérification : il n'est pas installé. Prévenez le technicien.",
    );
  }
  if (exitCode !== 0) {
    throw new AgentError(
      'UPDATE_REFUSED',
      "L'installation n'a pas commencé : Windows demande l'accord d'un administrateur. L'agent continue avec sa version.",
      { cause: new Error(`powershell ended with ${exitCode}: ${output.slice(0, 500)}`) },
    );
  }
}

/** FileShare.Read: others may read and run it. The handle closes with PowerShell, behind Start-Process. */
function holdFile(file: string, sha512: string): string {
  const expected = Buffer.from(sha512, 'base64').toString('hex');
  return [
    `$held = [IO.File]::Open(${quote(file)}, 'Open', 'Read', 'Read'); `,
    "$found = [BitConverter]::ToString([Security.Cryptography.SHA512Cng]::new().ComputeHash($held)).Replace('-', ''); ",
    `if ($found -ne '${expected}') { exit ${otherFile} }; `,
  ].join('');
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
