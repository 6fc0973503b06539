import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as createUuid } from 'uuid';
import type { Clock } from './clock.ts';
import type { Bitmap } from './documents/receipt.ts';
import { drawPreview } from './drawing/draw-preview.ts';
import { createTextRasterizer } from './drawing/rasterize-text.ts';
import { createJobEncoder, profileOf } from './encode-job.ts';
import { AgentError } from './errors.ts';
import { realTimeDrawerPulse } from './escpos/commands.ts';
import { findProfile, withColumns } from './escpos/profiles/profiles.ts';
import { type AgentEvents, createAgentEvents } from './events.ts';
import { formatHost } from './format-host.ts';
import { createApp } from './http/app.ts';
import { createHttpServer } from './http/http-server.ts';
import type { AgentCounters } from './http/routes/status.ts';
import { keepJournalBounded } from './jobs/journal-keeper.ts';
import { createQueue } from './jobs/queue.ts';
import { openSqliteJobStore } from './jobs/sqlite-job-store.ts';
import { createWorker } from './jobs/worker.ts';
import type { Log } from './log.ts';
import { createTransport } from './printers/create-transport.ts';
import { parsePrinterAddress } from './printers/parse-printer-address.ts';
import { createPrinter } from './printers/printer.ts';
import { listPrinters } from './printers/printer-listing.ts';
import { createVirtualTransport } from './printers/virtual-transport.ts';
import { recordOutcomes } from './record-outcomes.ts';
import type { Settings } from './settings/settings.ts';

const firstStateMs = 150;

export interface AgentOptions {
  settings: Settings;
  dataDir: string;
  isValidToken: (candidate: string, address: string) => boolean;
  logo: Bitmap | null;
  clock: Clock;
  log: Log;
  version: string;
  /** The virtual printer drew a paper. */
  onPaperDrawn: (paths: { png: string; text: string }) => void;
}

export interface Agent {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Takes no more requests, finishes the current bytes (at most 5 s), closes the journal. */
  close(): Promise<void>;
}

/**
 * Puts the agent's parts together and starts them; both entries (plain Node and Electron) use it.
 *
 * @throws AgentError `ALREADY_RUNNING`, `PORT_IN_USE`, `INVALID_PRINTER`, … with nothing left running
 */
export async function createAgent(options: AgentOptions): Promise<Agent> {
  const { settings, dataDir, clock, log, version } = options;
  const { shop } = settings;
  const profile = chooseProfile(settings);
  const events = createAgentEvents();
  // The journal's lock comes first: a second agent must not touch anything of the first.
  const store = openSqliteJobStore(join(dataDir, 'journal.db'), {
    onSetAside: (file) => log.error({ file }, 'the journal was not readable: set aside, a new one is begun'),
  });
  const address = { host: settings.host, port: settings.port };
  const counters: AgentCounters = { requestsReceived: 0, errors: 0, lastError: null };
  const queue = createQueue({
    store,
    clock,
    // Ordered by time (RFC 9562, version 7): new jobs stay together in the journal's index, however long it is.
    createId: () => createUuid(),
    events,
    limits: {
      ticketTtlMs: settings.queue.ticketTtlMinutes * 60_000,
      drawerTtlMs: settings.queue.drawerTtlSeconds * 1000,
      maxWaiting: settings.queue.maxWaiting,
    },
  });
  try {
    const transport = createTransport(parsePrinterAddress(settings.printer.address), {
      createVirtual: () => {
        const paperDir = join(dataDir, 'paper');
        return createVirtualTransport({
          profile,
          clock,
          paperDir,
          onPaperDrawn: options.onPaperDrawn,
          onPaperLost: (error) => log.error({ err: error }, 'a paper could not be saved'),
        });
      },
    });
    const printer = createPrinter({
      transport,
      profile,
      events,
      clock,
      enabled: settings.printer.enabled,
      sensor: settings.drawer.sensor,
      // Before `recover` makes them uncertain.
      interrupted: store.count('printing') > 0,
    });
    const encode = createJobEncoder({
      profile,
      shop,
      logo: options.logo,
      version,
      drawer: settings.drawer,
      rasterizer: createTextRasterizer(),
      printerDescription: () => transport.description,
      addresses: () => [`http://${formatHost(address.host)}:${address.port}`],
    });
    recordOutcomes({ events, counters, clock, log });
    await queue.recover();
    const { app, streams } = createApp({
      queue,
      store,
      printer,
      clock,
      counters,
      events,
      log,
      version,
      preview: (job) => drawPreview(store.bytes(job.id) ?? encode(job), profileOf(job, profile)),
      startedAt: clock.now(),
      address: () => address,
      isValidToken: options.isValidToken,
      currency: shop.currency,
      listPrinters: () => listPrinters({ platform: process.platform }),
      config: {
        vendorId: settings.printer.vendorId,
        productId: settings.printer.productId,
        timeoutMs: settings.printer.timeoutMs,
        enabled: settings.printer.enabled,
      },
    });
    const server = createHttpServer(app.callback());
    address.port = await server.listen(address.host, address.port);
    const worker = createWorker({
      queue,
      printer,
      events,
      log,
      encode,
      realTimePulse: profile.realTimeDrawer ? realTimeDrawerPulse(settings.drawer.pin, settings.drawer.onMs) : null,
    });
    const known = firstState(events, settings.printer.enabled);
    worker.start();
    await known;
    const keeper = keepJournalBounded({ store, clock, log, ...settings.journal });
    return {
      url: `http://${formatHost(address.host)}:${address.port}`,
      close: async () => {
        streams.close();
        keeper.close();
        await Promise.all([server.close(), worker.stop()]);
        queue.close();
        await store.close();
      },
    };
  } catch (error) {
    queue.close();
    await store.close();
    throw error;
  }
}

/**
 * Resolves when the printer has been asked for the first time, so that the first `/health` after the ready line is true;
 * an absent printer takes seconds to be sure of and is not waited for.
 */
async function firstState(events: AgentEvents, enabled: boolean): Promise<void> {
  if (enabled) {
    await Promise.race([once(events, 'printer-changed'), pause(firstStateMs)]);
  }
}

function chooseProfile(settings: Settings) {
  const { profile: id, columns, askStatus } = settings.printer;
  const known = findProfile(id);
  if (known === undefined) {
    throw new AgentError('INVALID_SETTING', `Le profil d'imprimante « ${id} » n'existe pas.`);
  }
  const profile = columns === null ? known : withColumns(known, columns);
  return askStatus ? profile : { ...profile, statusQueries: [] };
}
