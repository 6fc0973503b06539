import { expect, it } from 'vitest';
import { runAsAdministrator } from '../../../src/main/desktop/system/run-as-administrator.ts';

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

it('runs only the file that was checked: it is held while it is hashed, and until it runs', async () => {
  let script = '';
  const keep = async (_: string, args: readonly string[]) => {
    script = args.at(-1) ?? '';
    return { exitCode: 0, output: '' };
  };
  const sha512 = Buffer.alloc(64, 0xab).toString('base64');
  await runAsAdministrator("C:\\O'Neil\\setup.exe", ['/S'], keep, sha512);
  const steps = script.split('; ');
  expect(steps).toEqual([
    "$ErrorActionPreference = 'Stop'",
    "$held = [IO.File]::Open('C:\\O''Neil\\setup.exe', 'Open', 'Read', 'Read')",
    expect.stringContaining('SHA512'),
    `if ($found -ne '${'ab'.repeat(64)}') { exit 3 }`,
    "Start-Process -FilePath 'C:\\O''Neil\\setup.exe' -ArgumentList '/S' -Verb RunAs",
  ]);
});

it('a file that was changed while Windows asked is said as what it is, not as a refusal', async () => {
  const changed = async () => ({ exitCode: 3, output: '' });
  const sha512 = Buffer.alloc(64).toString('base64');
  await expect(runAsAdministrator('setup.exe', ['/S'], changed, sha512)).rejects.toMatchObject({
    code: 'UPDATE_NOT_SIGNED',
  });
});
