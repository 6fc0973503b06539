import { expect, it } from 'vitest';
import { runAsAdministrator } from '../../src/main/desktop/run-as-administrator.ts';

/** Blind spot: PowerShell and Windows' question are not here; see docs/not-verified-here.md. */
it('asks Windows for an administrator, with nothing of the file name read as a command', async () => {
  const runs: [string, readonly string[]][] = [];
  await runAsAdministrator("C:\\Users\\O'Neil $x\\setup.exe", ['--updated', '/S'], async (program, args) => {
    runs.push([program, args]);
    return { exitCode: 0, output: '' };
  });
  expect(runs).toEqual([
    [
      'powershell.exe',
      [
        ...['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command'],
        "$ErrorActionPreference = 'Stop'; Start-Process -FilePath 'C:\\Users\\O''Neil $x\\setup.exe' -ArgumentList '--updated', '/S' -Verb RunAs",
      ],
    ],
  ]);
});

it('is told that nobody consented: the agent then goes on', async () => {
  const refused = async () => ({ exitCode: 1, output: 'The operation was canceled by the user.' });
  await expect(runAsAdministrator('setup.exe', ['/S'], refused)).rejects.toMatchObject({ code: 'UPDATE_REFUSED' });
});
