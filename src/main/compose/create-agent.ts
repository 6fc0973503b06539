import { join } from 'node:path';
import { v7 as createUuid } from 'uuid';
import type { Problem } from '../../shared/job.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { formatHost } from '../base/network.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { createApp } from '../http/app.ts';
import { createMovableServer, type ListeningAddress } from '../http/movable-server.ts';
import { recordAcceptErrors } from '../http/record-accept-errors.ts';
import type { UiOptions } from '../http/ui/ui.ts';
import { type AgentEvents, createAgentEvents } from '../jobs/events.ts';
import type { JobStore } from '../jobs/job-store.ts';
import { keepJournalBounded } from '../jobs/journal/journal-keeper.ts';
import { openSqliteJobStore } from '../jobs/journal/sqlite-job-store.ts';
import { createQueue, type Queue } from '../jobs/queue.ts';
import type { DriverPort } from '../printers/driver/driver-port.ts';
import { listPrinters } from '../printers/driver/list-printers.ts';
import { createVirtualConnector } from '../printers/virtual/virtual-connector.ts';
import type { Settings } from '../settings/settings.ts';
import { chooseConnector } from '../station/choose-connector.ts';
import { type AgentCounters, recordOutcomes } from '../station/counters.ts';
import { previewJob } from '../station/encode-job.ts';
import { createPrintStation, type PrintStation, type RunningPrintStation } from '../station/print-station.ts';
import { queueLimits } from '../station/understand-settings.ts';
import { createRefusedCallers, type RefusedCallers } from '../token/refused-callers.ts';

export interface AgentOptions {
  settings: Settings;
  dataDir: string;
  isValidToken: (candidate: string, address: string) => boolean;
  /** Whether the agent is just calling itself; absent: never. */
  isOwnCall?: () => boolean;
  logo: Bitmap | null;
  clock: Clock;
  log: Log;
  version: string;
  /** The window for a browser of this machine; absent: there is none. */
  ui?: UiOptions;
  /** Where a real device's driver process comes from. Default: a child process of plain Node. */
  startDriver?: () => DriverPort;
  /** What `/status` says beside: settings set aside, a logo that is not there. Default: nothing. */
  notices?: (station: PrintStation) => readonly Problem[];
  /** The virtual printer drew a paper. */
  onPaperDrawn: (paths: { png: string; text: string }) => void;
}

export interface Agent {
  /** `http://127.0.0.1:8080`; follows applied settings. */
  readonly url: string;
  readonly station: PrintStation;
  readonly queue: Queue;
  readonly store: JobStore;
  readonly events: AgentEvents;
  readonly counters: AgentCounters;
  /** Who called with a wrong token, or none. */
  readonly refused: RefusedCallers;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Where it listens now, with the real port. */
  listening(): ListeningAddress;
  /** Takes no more requests, finishes the current bytes (at most 5 s), closes the journal. */
  close(): Promise<void>;
}

/**
 * Puts the agent's parts together and starts them; both entries (plain Node and Electron) use it.
 *
 * @throws AgentError `ALREADY_RUNNING`, `PORT_IN_USE`, `INVALID_PRINTER`, … with nothing left running
 */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const { settings, dataDir, clock, log } = options;
  const events = createAgentEvents();
  // The journal's lock comes first: a second agent must not touch anything of the first.
  const store = openSqliteJobStore(join(dataDir, 'journal.db'), {
    onSetAside: (file) => log.error({ file }, 'the journal was not readable: set aside, a new one is begun'),
  });
  const queue = createQueue({
    store,
    clock,
    // Ordered by time (RFC 9562, version 7): new jobs stay together in the journal's index, however long it is.
    createId: () => createUuid(),
    events,
    limits: queueLimits(settings),
  });
  try {
    return await startAgent(options, { store, queue, events });
  } catch (error) {
    queue.close();
    await store.close();
    throw error;
  }
}

/** Longer than a printer may take to finish its bytes: callers are cut off only after that. */
const longestStopMs = 10_000;

type Journal = Pick<Agent, 'store' | 'queue' | 'events'>;

async function startAgent(options: AgentOptions, journal: Journal): Promise<Agent> {
  const { settings, clock, log } = options;
  const { store, queue, events } = journal;
  const counters: AgentCounters = { requestsReceived: 0, errors: 0, lastError: null };
  const refused = createRefusedCallers({ clock, log, onNews: () => events.emit('caller-refused') });
  const startedAt = clock.now();
  const url = () => `http://${formatHost(server.listening().host)}:${server.listening().port}`;
  const station = createStation(options, journal, {
    addresses: () => [url()],
    move: async (host, port) => {
      await server.move(host, port);
      // They would hold the old server; their readers come back at the new address.
      streams.close();
    },
  });
  recordOutcomes({ events, counters, clock, log });
  await queue.recover();
  const { app, streams } = createAgentApp(options, {
    ...journal,
    station,
    counters,
    refused,
    startedAt,
    address: () => server.listening(),
  });
  const server = createMovableServer({
    handler: app.callback(),
    onAcceptError: recordAcceptErrors({ counters, clock, log }),
  });
  await server.listen(settings.host, settings.port);
  await station.start();
  const keeper = keepJournalBounded({ store, clock, log, limits: () => station.settings.journal });
  return {
    get url() {
      return url();
    },
    station,
    ...journal,
    counters,
    refused,
    startedAt,
    listening: () => server.listening(),
    close: async () => {
      streams.close();
      keeper.close();
      // From now on nobody new; who waits for the job that is just being printed still learns how it ended.
      const served = server.close(longestStopMs);
      await station.stop();
      queue.close();
      await Promise.all([served, server.close()]);
      await store.close();
    },
  };
}

function createStation(
  { settings, logo, dataDir, clock, log, version, startDriver, onPaperDrawn }: AgentOptions,
  { store, queue, events }: Journal,
  server: Pick<Parameters<typeof createPrintStation>[0], 'addresses' | 'move'>,
): RunningPrintStation {
  return createPrintStation({
    settings,
    logo,
    queue,
    events,
    clock,
    log,
    version,
    // Before `recover` makes them uncertain.
    interrupted: store.count('printing') > 0,
    createConnector: (address, profile) =>
      chooseConnector(address, {
        ...(startDriver && { startDriver }),
        createVirtual: () =>
          createVirtualConnector({
            profile,
            clock,
            paperDir: join(dataDir, 'paper'),
            onPaperDrawn,
            onPaperLost: (error) => log.error({ err: error }, 'a paper could not be saved'),
          }),
      }),
    ...server,
  });
}

function createAgentApp(
  { clock, log, version, isValidToken, isOwnCall = () => false, ui, startDriver, notices = () => [] }: AgentOptions,
  parts: Journal & Pick<Agent, 'station' | 'counters' | 'refused' | 'startedAt'> & { address: () => ListeningAddress },
) {
  const { store, station } = parts;
  return createApp({
    ...parts,
    clock,
    log,
    version,
    isValidToken,
    isOwnCall,
    ...(ui === undefined ? {} : { ui }),
    notices: () => notices(station),
    preview: (job) => previewJob(job, { store, station }),
    listPrinters: () => listPrinters({ platform: process.platform, ...(startDriver && { startDriver }) }),
  });
}
