import './tell-failures.ts';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from './packaging/project-root.ts';
import { releaseNotes } from './packaging/release-notes.ts';
import { createReleaseKey, signManifest, writeChecksums } from './packaging/sign-release.ts';
import { readOptions, ScriptFailure } from './script-failure.ts';

/**
 * For the release workflow: `npm run release -- --notes FILE` writes CHANGELOG.md's part of this version, `--sign DIR` signs
 * latest.yml with the key in RELEASE_SIGNING_KEY, `--checksums DIR` writes SHA256SUMS; `--tag TAG` fails unless the tag is
 * this version's. `--new-key` makes a key pair, once, by hand.
 */
const { values } = readOptions({
  notes: { type: 'string' },
  sign: { type: 'string' },
  checksums: { type: 'string' },
  tag: { type: 'string' },
  'new-key': { type: 'boolean' },
});
if (Object.keys(values).length === 0) {
  throw new ScriptFailure('release needs one of --tag, --notes, --sign, --checksums, --new-key.');
}
const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
if (values.tag !== undefined && values.tag !== `v${version}`) {
  throw new ScriptFailure(`The tag ${values.tag} is not v${version}, as package.json has it.`);
}
if (values.notes !== undefined) {
  const folder = dirname(values.notes);
  if (!existsSync(folder)) throw new ScriptFailure(`The folder ${folder} is not there.`);
  await writeFile(values.notes, releaseNotes(await readFile(join(projectRoot, 'CHANGELOG.md'), 'utf8'), version));
}
if (values.sign !== undefined) {
  const isMade = existsSync(join(values.sign, 'latest.yml'));
  if (!isMade) throw new ScriptFailure(`There is no latest.yml in ${values.sign}.`);
  const key = process.env.RELEASE_SIGNING_KEY ?? '';
  // Tills that update by themselves refuse such a release; those that are updated by hand do not care.
  if (key === '') console.log('RELEASE_SIGNING_KEY is not set: latest.yml is not signed');
  else console.log(`latest.yml is signed; updates.publicKey of the tills: ${await signManifest(values.sign, key)}`);
}
if (values.checksums !== undefined) {
  console.log(`SHA256SUMS: ${(await writeChecksums(values.checksums)).join(', ')}`);
}
if (values['new-key']) {
  const { privateKey, publicKey } = createReleaseKey();
  console.log(
    `Secret RELEASE_SIGNING_KEY of the repository: ${privateKey}\nupdates.publicKey of the tills: ${publicKey}`,
  );
}
