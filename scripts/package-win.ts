import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageWindows } from './packaging/package-windows.ts';
import { proofDirectory, whyNoInstallerProof } from './packaging/proof-directory.ts';
import { makeWindowsStandIns } from './packaging/windows-stand-ins.ts';

/**
 * `npm run package:win`: the installer smartpos-agent-setup-VERSION-x64.exe, its block map and latest.yml, into
 * out/packages/win. `-- --fake-electron` makes it on Linux without downloads, with stand-ins for Electron and the NSIS
 * plug-ins: to prove the installer, never to ship it.
 */
const { values } = parseArgs({ options: { 'fake-electron': { type: 'boolean' } } });
const obstacle = values['fake-electron'] ? whyNoInstallerProof() : null;
if (obstacle === null) {
  const standIns = values['fake-electron'] ? await makeWindowsStandIns(join(proofDirectory, 'stand-ins')) : null;
  console.log(`installer: ${await packageWindows({ standIns })}`);
} else {
  console.error(`The installer cannot be made here; first: ${obstacle}`);
  process.exitCode = 1;
}
