import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { BinaryFile } from '../../shared/bridge.ts';
import type { JobDocument } from '../documents/document.ts';
import type { Job } from '../jobs/job.ts';
import { createShopCalendar } from '../jobs/shop-calendar.ts';
import type { ControlOptions } from './control-options.ts';
import { readAbout } from './read-about.ts';
import { readOverview } from './read-overview.ts';
import { createRedact, redactLog } from './redact-log.ts';

const recentJobCount = 200;
/** Of each log file the end: what has just happened. */
const largestLogBytes = 2 * 1024 * 1024;

/** What a support line asks for: logs, settings, versions, recent jobs; without tokens, customers and amounts. */
export async function createDiagnostics(options: ControlOptions): Promise<BinaryFile> {
  const { agent, tokens, clock, settings } = options;
  const jobs = agent.store.list({ limit: recentJobCount });
  const redact = createRedact([tokens.current(), ...jobs.flatMap(({ document }) => privateTexts(document))]);
  // Only texts hold what others wrote: a number of the settings may well be the price of something.
  const hideTexts = (_key: string, value: unknown) => (typeof value === 'string' ? redact(value) : value);
  const json = (value: unknown) => strToU8(JSON.stringify(value, hideTexts, 2));
  const files: Record<string, Uint8Array> = {
    'versions.json': json(await readAbout(options)),
    'overview.json': json({
      ...readOverview(options),
      listening: agent.listening(),
      startedAt: new Date(agent.startedAt).toISOString(),
    }),
    'counters.json': json(agent.counters),
    'settings.json': json({
      stored: settings.stored,
      effective: agent.station.settings,
      fixed: settings.resolve(settings.stored).fixed,
    }),
    'jobs.json': json(jobs.map((job) => toEntry(job, options))),
  };
  for (const [name, text] of await readLogs(options.logDirectory)) {
    files[`logs/${name}`] = strToU8(redactLog(text, redact));
  }
  const day = createShopCalendar(agent.station.settings.shop.timeZone).dayOf(clock.now());
  return {
    fileName: `smartpos-diagnostic-${day}.zip`,
    base64: Buffer.from(zipSync(files, { level: 6 })).toString('base64'),
  };
}

/** What happened to a job, not what stood on it. */
function toEntry(job: Job, { agent }: ControlOptions): unknown {
  const { id, kind, state, priority, source, error, reprintOf, duplicata } = job;
  return {
    ...{ id, kind, state, priority, source, reprintOf, duplicata },
    bytes: agent.store.bytes(id)?.length ?? null,
    createdAt: new Date(job.createdAt).toISOString(),
    updatedAt: new Date(job.updatedAt).toISOString(),
    error,
    timeline: agent.store.timeline(id).map(({ at, state: then, detail }) => ({
      at: new Date(at).toISOString(),
      state: then,
      detail,
    })),
  };
}

/** Every text that a person or the ERP wrote into a document, numbers included. */
function privateTexts(document: JobDocument): string[] {
  const { kind: _kind, ...rest } = document;
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') {
      texts.push(value, value.replace('.', ','));
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(collect);
    }
  };
  collect(document.kind === 'test' ? {} : rest);
  return texts;
}

/** Files that have gone meanwhile, or cannot be read, are left out: a bundle without them is better than none. */
async function readLogs(directory: string): Promise<[name: string, text: string][]> {
  const names = await readdir(directory).catch((): string[] => []);
  const logs: [string, string][] = [];
  for (const name of names.filter((each) => each.endsWith('.log'))) {
    const text = await readFile(join(directory, name), 'utf8').catch(() => '');
    logs.push([name, text.slice(-largestLogBytes)]);
  }
  return logs;
}
