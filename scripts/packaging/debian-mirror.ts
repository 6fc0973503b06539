import { readFile } from 'node:fs/promises';
import { hasProgram } from '../required-tools.ts';
import { ScriptFailure } from '../script-failure.ts';
import { runCommand } from './run-command.ts';

/** The release that the proofs are made with. */
export const debianRelease = 'bookworm';

interface AptTarget {
  uri: string;
  release: string;
  component: string;
  /** From the downloaded Release file; null before `apt-get update`. */
  origin: string | null;
}

/**
 * The mirror that this machine's own apt has Debian from, for debootstrap. apt itself is asked, so that every form of its
 * sources counts (sources.list, .list, .sources, options in brackets, entries that are switched off). DEBIAN_MIRROR
 * names another one, such as on a machine that is no Debian.
 *
 * @param aptOptions for apt-get, such as `-o Dir::Etc::sourcelist=FILE`
 * @throws ScriptFailure when there is no apt, or it has no Debian that debootstrap can fetch
 */
export async function findDebianMirror(aptOptions: readonly string[] = []): Promise<string> {
  const named = process.env.DEBIAN_MIRROR;
  if (named !== undefined && named !== '') return named;
  if (!hasProgram('apt-get')) {
    throw new ScriptFailure('This machine has no apt: name a mirror of Debian in DEBIAN_MIRROR.');
  }
  // Before the first `apt-get update` apt shows its sources only without what their Release files say.
  const targets = [...(await readTargets(aptOptions, true)), ...(await readTargets(aptOptions, false))];
  const isDebian = ({ origin }: AptTarget) => origin === 'Debian';
  const isRelease = ({ release, component }: AptTarget) => release === debianRelease && component === 'main';
  const others = targets.filter(({ origin }) => origin !== null && origin !== 'Debian').map(({ uri }) => uri);
  const choices = [
    ...targets.filter((target) => isDebian(target) && isRelease(target)),
    ...targets.filter((target) => isRelease(target) && !others.includes(target.uri)),
    // A Debian of another release: its mirror has this one, too. Security updates are another archive.
    ...targets.filter((target) => isDebian(target) && !/security/.test(target.uri)),
  ];
  for (const { uri } of choices) {
    const mirror = await resolveMirrorList(uri);
    if (/^https?:/.test(mirror)) return mirror.replace(/\/+$/, '');
  }
  throw new ScriptFailure(`apt of this machine names no mirror of Debian ${debianRelease}: name one in DEBIAN_MIRROR.`);
}

async function readTargets(aptOptions: readonly string[], releaseInfo: boolean): Promise<AptTarget[]> {
  const format = `$(REPO_URI) $(RELEASE) $(COMPONENT) ${releaseInfo ? '$(ORIGIN)' : ''}`;
  const { output } = await runCommand('apt-get', [
    ...aptOptions,
    'indextargets',
    ...(releaseInfo ? [] : ['--no-release-info']),
    '--format',
    format,
    'Created-By: Packages',
  ]);
  return output.split('\n').flatMap((line) => {
    const [uri = '', release, component, origin] = line.split(' ');
    // Warnings of apt stand between the lines.
    if (!/^[a-z+]+:.*\/$/.test(uri) || release === undefined || component === undefined) return [];
    return [{ uri, release, component, origin: releaseInfo ? (origin ?? '') : null }];
  });
}

/** `mirror+file:FILE/` names a list of mirrors, the best first, as Debian's images for clouds have it. */
async function resolveMirrorList(uri: string): Promise<string> {
  const file = /^mirror\+file:(?:\/\/)?(\/.*?)\/?$/.exec(uri)?.[1];
  if (file === undefined) return uri;
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n').map((line) => line.trim());
  return lines.find((line) => /^https?:/.test(line))?.split(/\s/)[0] ?? uri;
}
