import { describe } from './check-journal.ts';
import type { FullEvidence, JournalJob, PaperStrip, Violation } from './evidence.ts';
import { isMark } from './paper-mark.ts';
import { startsWithHead } from './read-strips.ts';

/** What may and must be on paper, given what the journal says. */
export function checkPapers({ sent, journal, strips }: FullEvidence): Violation[] {
  const shows = new Map(sent.map((request) => [request.mark, request.shows]));
  const found = findMarks(strips);
  const jobs = journal.filter(({ mark }) => mark !== null);
  const known = new Set(jobs.map(({ mark }) => mark));
  return [
    ...[...found].flatMap(([mark, on]) => checkMark(mark, on, known)),
    ...jobs.flatMap((job) => checkJob(job, found.get(job.mark ?? '') ?? [], shows.get(job.mark) ?? [])),
    ...strips.flatMap(checkStrip),
    ...checkFragments(jobs, strips, found),
  ];
}

/** Where each mark stands, once for every time it was printed. */
function findMarks(strips: readonly PaperStrip[]): Map<string, PaperStrip[]> {
  const found = new Map<string, PaperStrip[]>();
  for (const strip of strips) {
    for (const mark of strip.lines.filter(isMark)) {
      found.set(mark, [...(found.get(mark) ?? []), strip]);
    }
  }
  return found;
}

function checkMark(mark: string, on: readonly PaperStrip[], known: ReadonlySet<string | null>): Violation[] {
  return [
    ...(on.length > 1 ? [{ kind: 'doubled', detail: `${mark}: ${on.length} times on paper` } as const] : []),
    ...(known.has(mark) ? [] : [{ kind: 'phantom', detail: `${mark}: on paper, not in the journal` } as const]),
  ];
}

function checkJob(job: JournalJob, on: readonly PaperStrip[], shows: readonly string[]): Violation[] {
  const [strip] = on;
  if (job.state === 'printed') {
    if (strip === undefined) {
      return [{ kind: 'lost', detail: describe(job, 'printed, not on paper') }];
    }
    return isWhole(strip, shows) ? [] : [{ kind: 'torn', detail: describe(job, strip.lines.join(' | ')) }];
  }
  const mayShow = job.state === 'sent' || job.state === 'uncertain' || strip === undefined;
  return mayShow ? [] : [{ kind: 'phantom', detail: describe(job, `on paper, yet ${job.state}`) }];
}

export function isWhole({ lines }: PaperStrip, shows: readonly string[]): boolean {
  let from = 0;
  return shows.every((shown) => {
    const index = lines.findIndex(
      (line, at) => at >= from && (line === shown || (shown === '[image' && isImage(line))),
    );
    from = index + 1;
    return index >= 0;
  });
}

function isImage(line: string): boolean {
  return line.startsWith('[image');
}

/** A receipt begins with its head, and the printer understands every byte. */
function checkStrip(strip: PaperStrip): Violation[] {
  const strange = strip.lines.find((line) => line.startsWith('[commande inconnue'));
  const headless = startsWithHead(strip) ? undefined : strip.lines[0];
  const detail = strange ?? headless;
  return detail === undefined ? [] : [{ kind: 'torn', detail: `garbage on paper: ${detail}` }];
}

/** A strip torn before its mark cannot be named, but each needs a doubtful job of its own. */
function checkFragments(
  jobs: readonly JournalJob[],
  strips: readonly PaperStrip[],
  found: ReadonlyMap<string, readonly PaperStrip[]>,
): Violation[] {
  const nameless = strips.filter(({ lines }) => !lines.some(isMark)).length;
  const doubtful = jobs.filter(({ state }) => state === 'uncertain' || state === 'sent');
  const unseen = doubtful.filter(({ mark }) => !found.has(mark ?? '')).length;
  return nameless <= unseen
    ? []
    : [{ kind: 'doubled', detail: `${nameless} receipts torn before their number, ${unseen} doubtful jobs unseen` }];
}

/** Receipts on paper that are not whole. */
export function countFragments({ sent, strips }: Pick<FullEvidence, 'sent' | 'strips'>): number {
  const shows = new Map(sent.map((request) => [request.mark, request.shows]));
  const isFragment = (strip: PaperStrip) => {
    const expected = shows.get(strip.lines.find(isMark) ?? '');
    return expected === undefined || !isWhole(strip, expected);
  };
  return strips.filter(isFragment).length;
}
