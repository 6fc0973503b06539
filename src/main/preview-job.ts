import { drawPreview } from './drawing/draw-preview.ts';
import { profileOf } from './encode-job.ts';
import type { Job } from './jobs/job.ts';
import type { JobStore } from './jobs/job-store.ts';
import type { PrintStation } from './print-station.ts';

/** The job's paper as PNG: as it went to the printer, or as it would go now. */
export function previewJob(
  job: Job,
  { store, station }: { store: Pick<JobStore, 'bytes' | 'paper'>; station: Pick<PrintStation, 'encode' | 'profile'> },
): Promise<Buffer> {
  const bytes = store.bytes(job.id);
  const inUse = profileOf(job, station.profile);
  return bytes === null ? drawPreview(station.encode(job), inUse) : drawPreview(bytes, store.paper(job.id) ?? inUse);
}
