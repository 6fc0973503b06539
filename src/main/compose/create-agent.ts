import { join } from 'node:path';
import { v7 as createUuid } from 'uuid';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import { createEnds, type Ends } from '../base/ends.ts';
import type { Log } from '../base/log.ts';
import { formatHost } from '../base/network.ts';
import { createApp } from '../http/app.ts';
import { createMovableServer, recordAcceptErrors } from '../http/movable-server.ts';
import { createAgentEvents } from '../jobs/events.ts';
import { mainStation } from '../jobs/job.ts';
import { keepJournalBounded } from '../jobs/journal/journal-keeper.ts';
import { leaveJournalToOlderVersion } from '../jobs/journal/open-journal.ts';
import { openSqliteJobStore } from '../jobs/journal/sqlite-job-store.ts';
import { createQueue } from '../jobs/queue.ts';
import type { DriverPort } from '../printers/driver/driver-line.ts';
import { listPrinters } from '../printers/driver/list-printers.ts';
import type { Environment, Flags } from '../settings/resolve-config.ts';
import { hasRunBefore, type LoadedSettings } from '../settings/settings-file.ts';
import { createSettingsKeeper, type SettingsKeeper } from '../settings/settings-keeper.ts';
import { chooseConnector } from '../station/choose-connector.ts';
import { type AgentCounters, recordOutcomes } from '../station/counters.ts';
import { previewJob } from '../station/encode-job.ts';
import { createPrintStation } from '../station/print-station.ts';
import { openPrinterRecords } from '../station/printer-records-file.ts';
import { createSettingsApplier, type SettingsApplier } from '../station/settings-applier.ts';
import { queueLimits, understandSettings } from '../station/understand-settings.ts';
import { createRefusedCallers } from '../token/refused-callers.ts';
import { createTokenKeeper } from '../token/token-keeper.ts';
import type { TokenStore } from '../token/token-store.ts';
import { createUpdates } from '../updates/updates.ts';
import type { HostFeatures } from '../window-api/host-features.ts';
import { createWindowApi, type WindowApi } from '../window-api/window-api.ts';
import type { ReplacedPort, ServedAgent } from '../window-api/window-api-options.ts';
import { makeGate } from './gate.ts';
import { createStartNotices, findLogo } from './start-notices.ts';
import { createTimeNotices } from './time-notices.ts';
import { virtualPrinters } from './virtual-printer.ts';

export interface AgentOptions {
  /** Absolute. */
  dataDir: string;
  logDirectory: string;
  /** Why nothing is written there; null: it is. */
  logProblem: () => Problem | null;
  version: string;
  clock: Clock;
  log: Log;
  flags: Flags;
  environment: Environment;
  loaded: LoadedSettings;
  tokenStore: TokenStore;
  host: HostFeatures;
  /** The folder of the window's page for `/ui/`; null: not served. */
  uiFolder: string | null;
  /** Where a real device's driver process comes from. Default: a child process of plain Node. */
  startDriver?: () => DriverPort;
  /** Whatever else the entry has found at start. */
  notices?: readonly Problem[];
  /** The port that a person has given up, as another program had it. */
  replacedPort?: ReplacedPort | null;
  /** The virtual printer drew a paper. */
  onPaperDrawn: (paths: { png: string; text: string }) => void;
}

export interface Agent extends ServedAgent {
  /** `http://127.0.0.1:8080`; follows applied settings. */
  readonly url: string;
  readonly settings: SettingsKeeper;
  readonly applier: SettingsApplier;
  /** What every window may ask for. */
  readonly windowApi: WindowApi;
  /** Takes no more requests, finishes the current bytes (at most 3.5 s), closes the journal. */
  close(): Promise<void>;
}

/** Longer than a printer may take to finish its bytes: callers are cut off only after that. */
const longestStopMs = 10_000;

/**
 * The one composition root: makes the agent's parts from the ground up and starts them, for both entries (plain Node and
 * Electron). Each part gets those made before it, whole, and is ended before them; so a start that fails midway leaves
 * nothing running either. See docs/decisions/0017-one-root.md.
 *
 * @throws AgentError `ALREADY_RUNNING`, `PORT_IN_USE`, `INVALID_PRINTER`, `INVALID_SETTING`, `TOKEN_…`, …
 */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const ends = createEnds((error) => options.log.error({ err: error }, 'a part of the agent could not be ended'));
  try {
    return await startAgent(options, ends);
  } catch (error) {
    await ends.run();
    throw error;
  }
}

async function startAgent(options: AgentOptions, ends: Ends): Promise<Agent> {
  const { dataDir, version, clock, log, flags, environment, loaded, uiFolder, startDriver, onPaperDrawn } = options;

  // What is only read, before anything is opened.
  const settings = createSettingsKeeper({ dataDir, flags, environment, loaded });
  const { settings: config, token: fixedToken } = settings.resolve(settings.stored);
  const { logo, problem: logoProblem } = await findLogo(config.logoFile, dataDir, log);
  const understood = understandSettings(config, logo, settings.stopped);
  const startNotices = createStartNotices({
    ...{ loaded, logoProblem, log },
    stopped: () => settings.stopped,
    storageProblem: () => store.trouble,
    logProblem: options.logProblem,
    found: options.notices ?? [],
  });

  // The journal's lock comes first: a second agent must not touch anything of the first.
  const journalFile = join(dataDir, 'journal.db');
  let isGoingBack = false;
  ends.add(() => (isGoingBack ? leaveJournalToOlderVersion(journalFile) : null));
  const isExpected = hasRunBefore(dataDir);
  const store = ends.own(openSqliteJobStore(journalFile, startNotices, { isExpected }), (opened) => opened.close());
  // Before `recover` makes them uncertain. A journal that cannot be read now may have one.
  const interrupted =
    store.trouble !== null ||
    store.list({ states: ['printing'], limit: Number.MAX_SAFE_INTEGER }).some((job) => job.station === mainStation);
  const tokens = ends.own(
    createTokenKeeper({ dataDir, store: options.tokenStore, fixed: fixedToken, clock, log, isExpected }),
    (keeper) => keeper.close(),
  );

  // Made before what answers, ended behind it: who waits for the job that is just being printed learns how it ended.
  const counters: AgentCounters = { requestsReceived: 0, errors: 0, lastError: null };
  const server = ends.own(
    createMovableServer({ onAcceptError: recordAcceptErrors({ counters, clock, log }) }),
    (made) => made.close(),
  );
  const url = () => `http://${formatHost(server.listening().host)}:${server.listening().port}`;

  const events = createAgentEvents();
  recordOutcomes({ events, counters, clock, log });
  const refused = createRefusedCallers({ clock, log, onNews: () => events.emit('caller-refused') });
  const gate = ends.own(makeGate(clock), (made) => made.end());
  const queue = ends.own(
    createQueue({
      ...{ store, clock, events, earliestArrival: gate.earliestArrival },
      // Ordered by time (RFC 9562, version 7): new jobs stay together in the journal's index, however long it is.
      createId: () => createUuid(),
      limits: queueLimits(config),
    }),
    (made) => made.close(),
  );
  const leaving = new AbortController();
  const createVirtual = virtualPrinters({ dataDir, clock, log, onPaperDrawn });
  const station = ends.own(
    createPrintStation({
      id: mainStation,
      ...{ understood, queue, events, clock, log, version, interrupted },
      createConnector: (address, profile) =>
        chooseConnector(address, { ...(startDriver && { startDriver }), createVirtual: () => createVirtual(profile) }),
      records: openPrinterRecords(join(dataDir, 'printers.json'), log),
      addresses: () => [url()],
      leaving: leaving.signal,
    }),
    (made) => made.stop(),
  );
  const applier = ends.own(
    createSettingsApplier({ settings, station, move: server.move, leaving: leaving.signal, log }),
    (made) => made.end(),
  );
  const updates = ends.own(
    createUpdates({
      updates: options.host.updates,
      settings: () => settings.stored.updates,
      currentVersion: version,
      unfinished: () => store.count('queued') + store.count('printing'),
      onGoingBack: (going) => {
        isGoingBack = going;
      },
      ...{ clock, log },
    }),
    (made) => made.close(),
  );
  events.on('job-changed', updates.jobsChanged);

  const startedAt = clock.now();
  const served: ServedAgent = {
    ...{ station, queue, store, events, counters, refused, startedAt },
    listening: server.listening,
  };
  const timeNotices = createTimeNotices({ store, events, clock, log, timeZone: () => station.settings.shop.timeZone });
  const notices = () => [...startNotices.read(station, tokens), ...timeNotices.read()];
  const listPrintersHere = () => listPrinters({ platform: process.platform, ...(startDriver && { startDriver }) });
  const windowApi = ends.own(
    createWindowApi({
      ...{ agent: served, settings, applier, tokens, updates, dataDir, version, clock, log },
      logDirectory: options.logDirectory,
      host: options.host,
      startNotices: notices,
      replacedPort: options.replacedPort ?? null,
      listPrinters: listPrintersHere,
    }),
    (made) => made.end(),
  );
  const app = createApp({
    ...{ store, queue, events, station, counters, refused, startedAt, clock, log, version, notices },
    arrivedAt: gate.arrivedAt,
    address: server.listening,
    isValidToken: tokens.accepts,
    isOwnCall: () => tokens.isOwnUse,
    preview: (job) => previewJob(job, { store, station }),
    listPrinters: listPrintersHere,
    ...(uiFolder === null ? {} : { ui: { folder: uiFolder, windowApi, tokens } }),
  });

  // Nobody new from then on. Not awaited: the server is ended behind what it answers for.
  ends.add(() => void server.close(longestStopMs));
  // The port comes first: what was being printed is only called uncertain by a start that goes on. Calls wait for it.
  await server.listen(config.host, config.port, gate.before(app));
  await queue.recover();
  gate.open();
  timeNotices.tell();
  await station.start();
  updates.start();
  // With these settings an agent runs, and it is this one.
  const aside = settings.putInOrder();
  if (aside !== null) startNotices.onSettingsPutAside(aside);
  ends.own(
    keepJournalBounded({ store, file: journalFile, time: queue.time, log, limits: () => station.settings.journal }),
    (made) => made.close(),
  );
  return {
    ...served,
    ...{ settings, applier, windowApi },
    get url() {
      return url();
    },
    close: () => {
      leaving.abort();
      return ends.run();
    },
  };
}
