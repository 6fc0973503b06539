import './tell-failures.ts';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageWindows } from './packaging/package-windows.ts';
import { proofDirectory, whyNoInstallerProof } from './packaging/proof-directory.ts';
import { makeWindowsStandIns } from './packaging/windows-stand-ins.ts';
import { whatIsMissing } from './required-tools.ts';
import { ScriptFailure } from './script-failure.ts';

/**
 * `npm run package:win`: the installer smartpos-agent-setup-VERSION-x64.exe, its block map and latest.yml, into
 * out/packages/win. `-- --fake-electron` makes it on Linux without downloads, with stand-ins for Electron and the NSIS
 * plug-ins: to prove the installer, never to ship it.
 */
const { values } = parseArgs({ options: { 'fake-electron': { type: 'boolean' } } });
const isFake = values['fake-electron'] === true;
// Windows needs nothing; elsewhere electron-builder runs a half of the installer, under wine, to have the uninstaller.
const missing = isFake
  ? whyNoInstallerProof()
  : process.platform === 'linux'
    ? whatIsMissing({ tools: ['wine'] })
    : null;
if (missing !== null) throw new ScriptFailure(`package:win needs ${missing}.`);
const standIns = isFake ? await makeWindowsStandIns(join(proofDirectory, 'stand-ins')) : null;
console.log(`installer: ${await packageWindows({ standIns })}`);
