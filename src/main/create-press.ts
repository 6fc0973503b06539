import { createTextRasterizer } from './drawing/rasterize-text.ts';
import { createJobEncoder, profileOf } from './encode-job.ts';
import { realTimeDrawerPulse } from './escpos/commands.ts';
import type { Job } from './jobs/job.ts';
import { createWorker, type Handover, type Worker } from './jobs/worker.ts';
import { createPrinter, type Printer } from './printers/printer.ts';
import type { Transport } from './printers/transport.ts';
import type { PrintStationOptions } from './station/print-station.ts';
import { type UnderstoodSettings, understandSettings } from './understand-settings.ts';

/** What is applied: settings, and the printer with what drives it. Always replaced as a whole. */
export interface Applied extends UnderstoodSettings {
  transport: Transport;
  printer: Printer;
  worker: Worker;
  encode: (job: Job) => Uint8Array;
}

/** Builds what drives a printer. It looks at `applied` when a job's turn comes: a changed shop needs no new worker. */
export function createPressMaker(
  options: PrintStationOptions,
  live: { applied: () => Applied; isPaused: () => boolean },
) {
  const { queue, events, clock, log } = options;
  const rasterizer = createTextRasterizer();
  const createTransport = ({ address, profile }: UnderstoodSettings) => options.createTransport(address, profile);

  const encoderFor = ({ settings, logo, profile }: UnderstoodSettings, transport: Transport) =>
    createJobEncoder({
      profile,
      shop: settings.shop,
      logo,
      version: options.version,
      drawer: settings.drawer,
      rasterizer,
      printerDescription: () => transport.description,
      addresses: options.addresses,
    });

  const assemble = (wanted: UnderstoodSettings, transport: Transport, handover: Handover): Applied => {
    const { profile } = wanted;
    const { enabled } = wanted.settings.printer;
    const { sensor } = wanted.settings.drawer;
    const { interrupted } = handover;
    const printer = createPrinter({ transport, profile, events, clock, enabled, sensor, interrupted });
    const worker = createWorker({
      queue,
      printer,
      events,
      log,
      encode: (job) => live.applied().encode(job),
      paperOf: (job) => profileOf(job, live.applied().profile),
      realTimePulse: () => pulseOf(live.applied()),
      isPaused: live.isPaused,
      handover,
    });
    return { ...wanted, transport, printer, worker, encode: encoderFor(wanted, transport) };
  };

  const first = (): Applied => {
    const wanted = understandSettings(options.settings, options.logo);
    return assemble(wanted, createTransport(wanted), { interrupted: options.interrupted, unsettled: null });
  };

  return { createTransport, encoderFor, assemble, first };
}

function pulseOf({ profile, settings }: Applied): Uint8Array | null {
  const { pin, onMs } = settings.drawer;
  return profile.realTimeDrawer ? realTimeDrawerPulse(pin, onMs) : null;
}
