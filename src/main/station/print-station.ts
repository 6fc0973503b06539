import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { AgentError } from '../base/errors.ts';
import type { Clock } from '../clock.ts';
import { createPressMaker } from '../create-press.ts';
import type { Bitmap } from '../documents/receipt.ts';
import type { PrinterProfile } from '../escpos/profile.ts';
import type { AgentEvents } from '../events.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Log } from '../log.ts';
import type { PrintStation } from '../print-station.ts';
import type { PrinterAddress } from '../printers/parse-printer-address.ts';
import type { Transport } from '../printers/transport.ts';
import type { Settings } from '../settings/settings.ts';
import {
  canKeepTransport,
  needsNewPrinter,
  queueLimits,
  type UnderstoodSettings,
  understandSettings,
} from '../understand-settings.ts';

/** How long the start, and applied settings, wait to know how the printer is; an absent one takes seconds. */
const firstStateMs = 150;

export interface PrintStationOptions {
  settings: Settings;
  logo: Bitmap | null;
  queue: Queue;
  events: AgentEvents;
  clock: Clock;
  log: Log;
  version: string;
  createTransport: (address: PrinterAddress, profile: PrinterProfile) => Transport;
  /** The agent before this one was stopped in mid-job. */
  interrupted: boolean;
  /** What the test page says of the agent's address. */
  addresses: () => string[];
  /** Makes the agent listen elsewhere; rejects when it cannot, and then nothing has changed. */
  move: (host: string, port: number) => Promise<void>;
}

export interface RunningPrintStation extends PrintStation {
  /** Begins to print. Resolves once the printer's state is known, or takes long to be known. */
  start(): Promise<void>;
  /** Finishes the current bytes (at most 5 s) and closes the printer's link. */
  stop(): Promise<void>;
}

/** @throws AgentError `INVALID_SETTING`, `INVALID_PRINTER` */
export function createPrintStation(options: PrintStationOptions): RunningPrintStation {
  const { queue, events, log, move } = options;
  const press = createPressMaker(options, { applied: () => applied, isPaused: () => paused });
  let paused = false;
  let stopped = false;
  let changes: Promise<unknown> = Promise.resolve();
  let applied = press.first();
  /** Printers, by their addresses, that may still be inside of a job that was cut. */
  const cut = new Set<string>();

  const start = async (): Promise<void> => {
    const known = firstState(events, applied.settings.printer.enabled);
    applied.worker.start();
    await known;
  };

  const replacePrinter = async (wanted: UnderstoodSettings, transport: Transport): Promise<void> => {
    const { interrupted, unsettled } = await applied.worker.stop();
    const old = JSON.stringify(applied.address);
    cut[interrupted ? 'add' : 'delete'](old);
    // What was cut on another printer is none of this one's business.
    applied = press.assemble(wanted, transport, { unsettled, interrupted: cut.has(JSON.stringify(wanted.address)) });
    if (stopped) {
      return;
    }
    if (!wanted.settings.printer.enabled) {
      // Nobody asks such a printer, so nothing else would tell.
      events.emit('printer-changed', applied.printer.state);
    }
    await start();
  };

  const apply = async (settings: Settings, logo: Bitmap | null): Promise<void> => {
    if (stopped) {
      throw new AgentError('STOPPING', "L'agent s'arrête : les réglages n'ont pas été appliqués.");
    }
    const wanted = understandSettings(settings, logo);
    const { settings: before, transport: current } = applied;
    const transport = canKeepTransport(wanted, applied) ? current : press.createTransport(wanted);
    if (settings.host !== before.host || settings.port !== before.port) {
      await move(settings.host, settings.port);
    }
    // Nothing can refuse any more.
    queue.setLimits(queueLimits(settings));
    if (needsNewPrinter(wanted, applied)) {
      await replacePrinter(wanted, transport);
    } else {
      applied = { ...applied, ...wanted, encode: press.encoderFor(wanted, transport) };
    }
    log.info({ printer: settings.printer.address, profile: wanted.profile.id }, 'settings applied');
    events.emit('station-changed');
  };

  const setPaused = (value: boolean): void => {
    if (paused !== value) {
      paused = value;
      log.info({}, value ? 'printing paused' : 'printing resumed');
      applied.worker.wake();
      events.emit('station-changed');
    }
  };

  return {
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
    encode: (job) => applied.encode(job),
    apply: (settings, logo) => {
      // One after the other, in the order of the calls.
      const turn = changes.then(() => apply(settings, logo));
      changes = turn.catch(() => {});
      return turn;
    },
    start,
    stop: async () => {
      stopped = true;
      await changes;
      await applied.worker.stop();
    },
  };
}

async function firstState(events: AgentEvents, enabled: boolean): Promise<void> {
  if (enabled) {
    await Promise.race([once(events, 'printer-changed'), pause(firstStateMs)]);
  }
}
