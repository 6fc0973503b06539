import './tell-failures.ts';
import { buildDeb } from './packaging/build-deb.ts';
import { packageLinux } from './packaging/package-linux.ts';
import { whatIsMissing } from './required-tools.ts';
import { readOptions, refuseWithout } from './script-failure.ts';

/**
 * `npm run package:linux`: the packed application, the AppImage and the .deb, into out/packages/linux.
 * `-- --dir` stops at the packed application, `-- --deb` makes no AppImage (its tools come from the network).
 * An Electron named by ELECTRON_OVERRIDE_DIST_PATH is packed instead of a downloaded one.
 */
const { values } = readOptions({ dir: { type: 'boolean' }, deb: { type: 'boolean' } });
refuseWithout('package:linux', whatIsMissing({ tools: values.dir ? [] : ['dpkg-deb'] }));
const packed = await packageLinux({ targets: values.dir || values.deb ? ['dir'] : ['AppImage'] });
console.log(`packed application: ${packed.unpackedDir}`);
if (!values.dir) {
  console.log(`package: ${await buildDeb(packed)}`);
}
