import { ScriptFailure } from '../script-failure.ts';

/**
 * What the changelog says of a version, as the text of its release: the part under its own heading, without that heading.
 *
 * @throws ScriptFailure when the changelog has no such part, or an empty one: nothing is released that users are told nothing about
 */
export function releaseNotes(changelog: string, version: string): string {
  const parts = changelog.split(/^## /m).slice(1);
  const part = parts.find((text) => text.split(/[\s\]]/)[0]?.replace(/^\[?v?/, '') === version);
  if (part === undefined) {
    throw new ScriptFailure(`CHANGELOG.md has no part "## ${version}".`);
  }
  const notes = part.slice(part.indexOf('\n') + 1).trim();
  if (notes === '') {
    throw new ScriptFailure(`CHANGELOG.md says nothing about ${version}.`);
  }
  return `${notes}\n`;
}
