import { once } from 'node:events';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { createTextRasterizer } from '../drawing/rasterize-text.ts';
import { realTimeDrawerPulse } from '../escpos/encode/commands.ts';
import type { PrinterProfile } from '../escpos/profile.ts';
import type { AgentEvents } from '../jobs/events.ts';
import type { Job } from '../jobs/job.ts';
import type { Queue } from '../jobs/queue.ts';
import { createPrinter, type Printer } from '../printers/dialogue/printer.ts';
import type { PrinterRecords } from '../printers/dialogue/printer-record.ts';
import type { PrinterAddress } from '../printers/printer-address.ts';
import type { Connector } from '../printers/transport/link.ts';
import { raceEnd } from '../printers/transport/race-end.ts';
import type { Settings } from '../settings/settings.ts';
import { createJobEncoders, type JobEncoders, profileOf } from './encode-job.ts';
import { canKeepConnector, needsNewPrinter, queueLimits, type UnderstoodSettings } from './understand-settings.ts';
import { createWorker, type Handover, type Worker } from './worker.ts';

/** How long the start, and applied settings, wait to know how the printer is; an absent one takes seconds. */
const firstStateMs = 150;

export type PrinterVerdict = 'replaced' | 'is-printer';

/** The printer in use with its profile, its encoder and its worker: what saved settings replace while the agent goes on. */
export interface PrintStation {
  /** Of its jobs in the journal. */
  readonly id: string;
  /** As they are applied now; flags and environment included. */
  readonly settings: Settings;
  readonly logo: Bitmap | null;
  readonly profile: PrinterProfile;
  readonly printer: Printer;
  readonly paused: boolean;
  /** What is being printed is finished; tickets then wait, a drawer still opens. Ends with the agent. */
  pause(): void;
  resume(): void;
  /** Asks the printer how it is, now: the machine has slept, and nobody knows what has happened meanwhile. */
  lookAtPrinter(): void;
  /** A person knows more of the printer than it shows: it was replaced by another one, or it is one whatever it says. */
  judgePrinter(verdict: PrinterVerdict): void;
  /** What goes, or would go, to the printer for this job. */
  encode(job: Job): Uint8Array;
  /**
   * Finishes the current bytes, then goes on with the new printer, profile, shop and limits; waiting jobs are kept, and calls
   * are accepted all the while. One at a time: only `SettingsApplier` calls it.
   */
  apply(wanted: UnderstoodSettings): Promise<void>;
}

export interface PrintStationOptions {
  id: string;
  /** What it begins with. */
  understood: UnderstoodSettings;
  queue: Queue;
  events: AgentEvents;
  clock: Clock;
  log: Log;
  version: string;
  createConnector: (address: PrinterAddress, profile: PrinterProfile) => Connector;
  /** The agent before this one was stopped in mid-job. */
  interrupted: boolean;
  /** What printers have shown before. */
  records: PrinterRecords;
  /** What the test page says of the agent's address. */
  addresses: () => string[];
  /** The agent ends: no other printer is begun with. */
  leaving: AbortSignal;
}

export interface RunningPrintStation extends PrintStation {
  /** Begins to print. Resolves once the printer's state is known, or takes long to be known. */
  start(): Promise<void>;
  /** Finishes the current bytes (at most 3.5 s), and ends what drives the printer. */
  stop(): Promise<void>;
}

/** What is applied: settings, and the printer with what drives it. Always replaced as a whole. */
interface Applied extends UnderstoodSettings, JobEncoders {
  connector: Connector;
  printer: Printer;
  worker: Worker;
}

export function createPrintStation(options: PrintStationOptions): RunningPrintStation {
  const { id, queue, events, log, leaving } = options;
  const assembler = createAssembler(options, { applied: () => applied, isPaused: () => paused });
  let paused = false;
  let applied = assembler.first();
  /** Printers, by their addresses, that may still be inside of a job that was cut. */
  const cut = new Set<string>();

  const start = async (): Promise<void> => {
    const over = new AbortController();
    const known = once(events, 'printer-changed', { signal: over.signal });
    applied.worker.start();
    await raceEnd(known, { timeoutMs: isPrinting(applied) ? firstStateMs : 0 });
    over.abort();
  };

  const replacePrinter = async (wanted: UnderstoodSettings): Promise<void> => {
    // Has opened nothing yet; made while everything still runs, in case that it cannot be made.
    const connector = canKeepConnector(wanted, applied)
      ? applied.connector
      : options.createConnector(wanted.address, wanted.profile);
    const { interrupted, unsettled } = await applied.worker.stop();
    // Before the next one begins: it may be another way to the same device.
    if (connector !== applied.connector) {
      await applied.connector
        .end()
        .catch((error: unknown) => log.error({ err: error }, 'the printer before could not be ended'));
    }
    const old = JSON.stringify(applied.address);
    cut[interrupted ? 'add' : 'delete'](old);
    // What was cut on another printer is none of this one's business.
    applied = assembler.assemble(wanted, connector, {
      unsettled,
      interrupted: cut.has(JSON.stringify(wanted.address)),
    });
    if (leaving.aborted) return;
    if (!isPrinting(wanted)) {
      // Nobody asks such a printer, so nothing else would tell.
      events.emit('printer-changed', applied.printer.state, id);
    }
    await start();
  };

  const apply = async (wanted: UnderstoodSettings): Promise<void> => {
    const { settings } = wanted;
    queue.setLimits(queueLimits(settings));
    if (needsNewPrinter(wanted, applied)) {
      await replacePrinter(wanted);
    } else {
      applied = { ...applied, ...wanted, ...assembler.encodersFor(wanted, applied.printer) };
    }
    log.info({ printer: settings.printer.address, profile: wanted.profile.id }, 'settings applied');
    events.emit('station-changed', id);
  };

  const setPaused = (value: boolean): void => {
    if (paused !== value) {
      paused = value;
      log.info({}, value ? 'printing paused' : 'printing resumed');
      applied.worker.wake();
      events.emit('station-changed', id);
    }
  };

  return {
    id,
    get settings() {
      return applied.settings;
    },
    get logo() {
      return applied.logo;
    },
    get profile() {
      return applied.profile;
    },
    get printer() {
      return applied.printer;
    },
    get paused() {
      return paused;
    },
    pause: () => setPaused(true),
    resume: () => setPaused(false),
    lookAtPrinter: () => applied.worker.wake(),
    judgePrinter: (verdict) => {
      if (verdict === 'replaced') applied.printer.replaced();
      else applied.printer.trust();
      log.info({ verdict }, 'a person has judged the printer');
      applied.worker.wake();
    },
    encode: (job) => applied.encode(job),
    apply,
    start,
    stop: async () => {
      await applied.worker.stop();
      await applied.connector.end();
    },
  };
}

/** Builds what drives a printer. It looks at `applied` when a job's turn comes: a changed shop needs no new worker. */
function createAssembler(options: PrintStationOptions, live: { applied: () => Applied; isPaused: () => boolean }) {
  const { queue, events, clock, log } = options;
  const rasterizer = createTextRasterizer();

  const encodersFor = ({ settings, logo, profile }: UnderstoodSettings, printer: Printer) =>
    createJobEncoders({
      profile,
      shop: settings.shop,
      logo,
      version: options.version,
      drawer: settings.drawer,
      rasterizer,
      printerDescription: () => printer.description,
      addresses: options.addresses,
    });

  const assemble = (wanted: UnderstoodSettings, connector: Connector, handover: Handover): Applied => {
    const { profile, settings } = wanted;
    const printer = createPrinter({
      connector,
      profile,
      clock,
      enabled: isPrinting(wanted),
      ...(wanted.stopped !== null && { disabledBy: wanted.stopped }),
      sensor: settings.drawer.sensor,
      records: options.records,
      interrupted: handover.interrupted,
      onState: (state) => events.emit('printer-changed', state, options.id),
    });
    const worker = createWorker({
      station: options.id,
      queue,
      printer,
      events,
      log,
      encode: (job, signal) => live.applied().encodePatiently(job, signal),
      paperOf: (job) => profileOf(job, live.applied().profile),
      realTimePulse: () => pulseOf(live.applied()),
      isPaused: live.isPaused,
      handover,
    });
    return { ...wanted, connector, printer, worker, ...encodersFor(wanted, printer) };
  };

  const first = (): Applied => {
    const { understood } = options;
    return assemble(understood, options.createConnector(understood.address, understood.profile), {
      interrupted: options.interrupted,
      unsettled: null,
    });
  };

  return { encodersFor, assemble, first };
}

function isPrinting({ settings, stopped }: UnderstoodSettings): boolean {
  return settings.printer.enabled && stopped === null;
}

function pulseOf({ profile, settings }: Applied): Uint8Array | null {
  const { pin, onMs } = settings.drawer;
  return profile.realTimeDrawer ? realTimeDrawerPulse(pin, onMs) : null;
}
