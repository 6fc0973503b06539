import './tell-failures.ts';
import { join } from 'node:path';
import { buildDeb } from './packaging/build-deb.ts';
import { createCheckList, formatCheck } from './packaging/check-list.ts';
import { packageLinux } from './packaging/package-linux.ts';
import { proofDirectory } from './packaging/proof-directory.ts';
import { proveDeb } from './packaging/prove-deb.ts';
import { whatIsMissing } from './required-tools.ts';
import { readOptions, refuseWithout } from './script-failure.ts';

readOptions({});

/**
 * `npm run prove:deb`: makes the .deb and installs it in a clean Debian 12: self-test, service, a printed ticket, removal.
 * Needs root, debootstrap and a Debian mirror. Exit 1 when a check fails.
 */
const tools = ['dpkg-deb', 'debootstrap', 'unshare', 'mount', 'chroot'] as const;
refuseWithout('prove:deb', whatIsMissing({ root: true, tools }));
const packed = await packageLinux({ targets: ['dir'], outputDir: join(proofDirectory, 'linux'), show: false });
const file = await buildDeb(packed, 'gzip');
const list = createCheckList((check) => console.log(formatCheck(check)));
await proveDeb(file, packed.version, list);
console.log(`${list.checks.length - list.failed.length} of ${list.checks.length} checks passed`);
process.exitCode = list.failed.length === 0 ? 0 : 1;
