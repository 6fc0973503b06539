import './tell-failures.ts';
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createCheckList, formatCheck } from './packaging/check-list.ts';
import { packageWindows } from './packaging/package-windows.ts';
import { projectRoot } from './packaging/project-root.ts';
import { proofDirectory, proofTools, whyNoInstallerProof } from './packaging/proof-directory.ts';
import { proveFirstInstallation } from './packaging/prove-installation.ts';
import { proveRemovalAndService, proveUpdates } from './packaging/prove-updates.ts';
import { renderProof } from './packaging/render-proof.ts';
import { setUpProof } from './packaging/set-up-proof.ts';
import { makeWindowsStandIns } from './packaging/windows-stand-ins.ts';
import { createWineMachine } from './packaging/wine-machine.ts';
import { whatIsMissing } from './required-tools.ts';
import { readOptions, refuseWithout, ScriptFailure } from './script-failure.ts';

/**
 * `npm run prove:installer`: makes two versions of the Windows installer with stand-ins and runs them under wine: first
 * installation, options, update over the running application, repair, way back, uninstallation. `-- --setup` first
 * fetches what it needs (root); `-- --record` writes the outcome to docs/installer-proof.md. Exit 1 when a check fails.
 */
const { values } = readOptions({ setup: { type: 'boolean' }, record: { type: 'boolean' } });
if (values.setup) {
  const tools = [...proofTools, 'debootstrap', 'tar', 'Xvfb'] as const;
  refuseWithout('prove:installer -- --setup', whatIsMissing({ root: true, tools }));
  await setUpProof();
}
refuseWithout('prove:installer', whyNoInstallerProof(['Xvfb']));
const display = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '800x600x24'], {
  stdio: ['ignore', 'pipe', 'ignore'],
});
try {
  process.env.DISPLAY = `:${await firstLine(display.stdout)}`;
  const standIns = await makeWindowsStandIns(join(proofDirectory, 'stand-ins'));
  const versions = [];
  for (const version of ['1.0.0', '1.0.1']) {
    console.log(`making the installer ${version} …`);
    const outputDir = join(proofDirectory, `setup-${version}`);
    await packageWindows({ standIns, version, outputDir, show: false });
    versions.push({ version, outputDir, setup: join(outputDir, `smartpos-agent-setup-${version}-x64.exe`) });
  }
  const list = createCheckList((check) => console.log(formatCheck(check)));
  const till = await createWineMachine(join(proofDirectory, 'till'), standIns);
  try {
    const proof = { list, till, versions };
    await proveFirstInstallation(proof);
    await proveUpdates(proof);
    await proveRemovalAndService(proof);
  } finally {
    await till.close();
  }
  console.log(`${list.checks.length - list.failed.length} of ${list.checks.length} checks passed`);
  if (values.record) {
    await writeFile(join(projectRoot, 'docs', 'installer-proof.md'), renderProof(list.checks));
  }
  process.exitCode = list.failed.length === 0 ? 0 : 1;
} finally {
  display.kill();
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input, signal: AbortSignal.timeout(20_000) })) return line;
  throw new ScriptFailure('Xvfb has no screen: a full /tmp, or /tmp/.X11-unix of another user?');
}
