import { readdir } from 'node:fs/promises';
import { arch, release, type as systemType, version as systemVersion } from 'node:os';
import { join } from 'node:path';
import type { About, Overview } from '../../shared/bridge.ts';
import type { Problem } from '../../shared/job.ts';
import { readDayStatistics } from '../jobs/job-views.ts';
import { describeRefused } from './describe-refused.ts';
import type { WindowApiOptions } from './window-api-options.ts';

/** All that the window's first panel and the tray say, as it is now. */
export function readOverview(options: WindowApiOptions): Overview {
  const { agent, settings, clock, version } = options;
  const { station, store, queue } = agent;
  const papersWaitUntil = store.nextExpiry();
  return {
    version,
    printer: station.printer.state,
    printerDescription: station.printer.description,
    paused: station.paused,
    queue: {
      waiting: store.count('queued'),
      printing: store.count('printing'),
      uncertain: store.count('uncertain'),
      failed: store.count('failed'),
      expired: store.countExpired().open,
      papersWaitUntil: papersWaitUntil === null ? null : new Date(papersWaitUntil).toISOString(),
    },
    drawnToPrint: isPrinterChosen(station.printer) ? queue.countDrawn() : 0,
    today: readDayStatistics(store, clock.now(), station.settings.shop.timeZone),
    notices: readNotices(options),
    welcomeDone: settings.stored.welcomeDone,
    language: settings.stored.language,
  };
}

/** Before it is, every ticket would only be drawn once more. */
function isPrinterChosen({ description }: { description: string }): boolean {
  return description !== 'virtual';
}

/** The gravest first. */
function readNotices(options: WindowApiOptions): Problem[] {
  const { startNotices, updates } = options;
  const refused = describeRefused(options);
  return [...movedPort(options), ...(refused === null ? [] : [refused]), ...startNotices(), ...updates.notices()];
}

/** Told until the ERP has called: then it knows the port. */
function movedPort({ replacedPort, agent, tokens }: WindowApiOptions): Problem[] {
  const { port } = agent.listening();
  const { lastUsed } = tokens.state();
  const hasCalled = lastUsed !== null && lastUsed.at >= agent.startedAt;
  if (replacedPort === null || replacedPort.port === port || hasCalled) return [];
  const who = replacedPort.owner ?? 'un autre programme';
  const message = `L'agent écoute maintenant sur le port ${port}, car ${replacedPort.port} était pris par ${who}. L'ERP ne le sait pas encore : donnez-lui le nouveau port (Connexion › « Réglages pour l'ERP »).`;
  return [{ code: 'PORT_CHANGED', message }];
}

/** Versions and places, for a person who asks for help. */
export async function readAbout({ version, host, dataDir, logDirectory }: WindowApiOptions): Promise<About> {
  const names = await readdir(logDirectory).catch((): string[] => []);
  return {
    version,
    electron: host.electronVersion,
    node: process.versions.node,
    // « Windows 11 Pro » there; elsewhere that call tells the kernel's build.
    system: `${process.platform === 'win32' ? systemVersion() : systemType()} ${release()} ${arch()}`,
    dataDir,
    logFiles: names
      .filter((name) => name.endsWith('.log'))
      .sort()
      .map((name) => join(logDirectory, name)),
    licence: 'MIT',
  };
}
