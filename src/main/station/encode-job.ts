import { layoutDocument } from '../documents/layout-document.ts';
import type { Bitmap } from '../documents/receipt.ts';
import type { ShopSettings } from '../documents/shop.ts';
import { drawPreview } from '../drawing/paper/render-paper.ts';
import { drawerPulse } from '../escpos/encode/commands.ts';
import { type EncodeOptions, encodeReceipt } from '../escpos/encode/encode-receipt.ts';
import type { PrinterProfile } from '../escpos/profile.ts';
import { findProfile, withColumns } from '../escpos/profiles.ts';
import type { Job } from '../jobs/job.ts';
import type { JobStore } from '../jobs/job-store.ts';

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
  const { shop, logo, version, printerDescription, addresses } = options;
  return (job) => {
    // Alone: whatever stands before it could hold it up.
    if (job.kind === 'drawer') return drawerPulse(options.drawer.pin, options.drawer.onMs, options.drawer.offMs);
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
    return encodeReceipt(receipt, profile, options);
  };
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
