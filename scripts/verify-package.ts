import './tell-failures.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { formatCheck } from './packaging/check-list.ts';
import { projectRoot } from './packaging/project-root.ts';
import { verifyPackage } from './packaging/verify-package.ts';
import { readOptions, ScriptFailure } from './script-failure.ts';

/**
 * `npm run verify:package [-- --list] [DIR …]`: checks what package:linux and package:win have made (default: every one
 * that is in out/packages) and says the sizes; `--list` prints every file that ships. Exit 1 when a check fails.
 */
const { values, positionals } = readOptions({ list: { type: 'boolean' } }, true);
const made = ['win', 'linux']
  .map((name) => join(projectRoot, 'out', 'packages', name))
  .filter((dir) => existsSync(dir));
const directories = positionals.length > 0 ? positionals : made;
if (directories.length === 0) {
  throw new ScriptFailure('Nothing is packed yet: npm run package:linux, or npm run package:win.');
}
for (const directory of directories) {
  console.log(`\n${directory}`);
  const { files, failed, sizes } = await verifyPackage(directory, (check) => console.log(formatCheck(check)));
  for (const line of values.list ? files : []) console.log(`      ${line}`);
  for (const [name, bytes] of Object.entries(sizes)) console.log(`      ${name}: ${(bytes / 1e6).toFixed(1)} MB`);
  if (failed.length > 0) process.exitCode = 1;
}
