import { setImmediate as nextTurn } from 'node:timers/promises';
import { layoutDocument } from '../documents/layout-document.ts';
import type { Bitmap, Receipt } from '../documents/receipt.ts';
import type { ShopSettings } from '../documents/shop.ts';
import { drawPreview } from '../drawing/paper/render-paper.ts';
import { drawerPulse } from '../escpos/encode/commands.ts';
import { type EncodeOptions, encodePieces, encodeReceipt } from '../escpos/encode/encode-receipt.ts';
import type { PrinterProfile } from '../escpos/profile.ts';
import { findProfile, withColumns } from '../escpos/profiles.ts';
import type { Job } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';

/** So long the thread may be kept in one piece. */
const turnMs = 20;

export interface EncodeJobOptions extends EncodeOptions {
  profile: PrinterProfile;
  shop: ShopSettings;
  logo: Bitmap | null;
  version: string;
  printerDescription: () => string;
  addresses: () => string[];
}

/** The profile that a job is laid out, encoded and drawn with: a calibration page tries another than the one in use. */
export function profileOf({ document }: Pick<Job, 'document'>, inUse: PrinterProfile): PrinterProfile {
  const calibration = document.kind === 'test' ? document.calibration : undefined;
  return calibration === undefined
    ? inUse
    : withColumns(findProfile(calibration.profile) ?? inUse, calibration.columns);
}

/** Job → bytes for the printer: the layout of its document in this shop's words, encoded for this printer. */
export function createJobEncoder(options: EncodeJobOptions): (job: Job) => Uint8Array {
  return (job) => {
    if (job.kind === 'drawer') return pulseOf(options);
    const { receipt, profile } = layoutJob(job, options);
    return encodeReceipt(receipt, profile, options);
  };
}

/** The same in turns of the event loop, so that the ERP's calls are answered beside it. Rejects once `signal` aborts. */
export function createPatientJobEncoder(
  options: EncodeJobOptions,
): (job: Job, signal: AbortSignal) => Promise<Uint8Array> {
  return async (job, signal) => {
    if (job.kind === 'drawer') return pulseOf(options);
    const { receipt, profile } = layoutJob(job, options);
    const pieces = encodePieces(receipt, profile, options);
    let turnFrom = performance.now();
    for (;;) {
      const { done, value } = pieces.next();
      if (done) return value;
      if (performance.now() - turnFrom < turnMs) continue;
      await nextTurn();
      signal.throwIfAborted();
      turnFrom = performance.now();
    }
  };
}

export interface JobEncoders {
  encode: ReturnType<typeof createJobEncoder>;
  /** For the printer, beside everything else. */
  encodePatiently: ReturnType<typeof createPatientJobEncoder>;
}

export function createJobEncoders(options: EncodeJobOptions): JobEncoders {
  return { encode: createJobEncoder(options), encodePatiently: createPatientJobEncoder(options) };
}

/** Alone: whatever stands before it could hold it up. */
function pulseOf({ drawer }: EncodeJobOptions): Uint8Array {
  return drawerPulse(drawer.pin, drawer.onMs, drawer.offMs);
}

function layoutJob(job: Job, options: EncodeJobOptions): { receipt: Receipt; profile: PrinterProfile } {
  const { shop, logo, version, printerDescription, addresses } = options;
  const profile = profileOf(job, options.profile);
  const receipt = layoutDocument(job.document, {
    shop,
    acceptedAt: new Date(job.documentDate),
    duplicata: job.duplicata ? { reprintedAt: new Date(job.createdAt) } : null,
    columns: profile.columns,
    version,
    printerDescription: printerDescription(),
    addresses: addresses(),
    codePages: profile.codePages.map(({ page }) => page),
    cuts: profile.cut !== 'none',
    ...(logo === null ? {} : { logo }),
  });
  return { receipt, profile };
}

/** The job's paper as PNG: as it went to the printer, or as it would go now. */
export function previewJob(
  job: Job,
  {
    store,
    station,
  }: { store: Pick<JobStore, 'bytes' | 'paper'>; station: { encode(job: Job): Uint8Array; profile: PrinterProfile } },
): Promise<Buffer> {
  const bytes = store.bytes(job.id);
  const inUse = profileOf(job, station.profile);
  return bytes === null ? drawPreview(station.encode(job), inUse) : drawPreview(bytes, store.paper(job.id) ?? inUse);
}
