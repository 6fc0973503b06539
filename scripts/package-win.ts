import './tell-failures.ts';
import { join } from 'node:path';
import { packageWindows } from './packaging/package-windows.ts';
import { proofDirectory, whyNoInstallerProof } from './packaging/proof-directory.ts';
import { makeWindowsStandIns } from './packaging/windows-stand-ins.ts';
import { whatIsMissing } from './required-tools.ts';
import { readOptions, refuseWithout } from './script-failure.ts';

/**
 * `npm run package:win`: the installer smartpos-agent-setup-VERSION-x64.exe, its block map and latest.yml, into
 * out/packages/win. `-- --fake-electron` makes it on Linux without downloads, with stand-ins for Electron and the NSIS
 * plug-ins: to prove the installer, never to ship it.
 */
const { values } = readOptions({ 'fake-electron': { type: 'boolean' } });
const isFake = values['fake-electron'] === true;
// To have the uninstaller, electron-builder runs a half of the installer: on Windows, or under wine.
const hasWine = process.platform !== 'linux' || process.env.ELECTRON_BUILDER_WINE_TOOLSET_DIR !== undefined;
refuseWithout('package:win', isFake ? whyNoInstallerProof() : whatIsMissing({ tools: hasWine ? [] : ['wine'] }));
const standIns = isFake ? await makeWindowsStandIns(join(proofDirectory, 'stand-ins')) : null;
console.log(`installer: ${await packageWindows({ standIns })}`);
