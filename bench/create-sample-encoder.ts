import type { TicketDocument } from '../src/main/documents/document.ts';
import { parseTicket } from '../src/main/documents/parse-document.ts';
import { createTextRasterizer } from '../src/main/drawing/rasterize-text.ts';
import { findProfile } from '../src/main/escpos/profiles.ts';
import { type Job, mainStation } from '../src/main/jobs/job.ts';
import { settingsSchema } from '../src/main/settings/settings.ts';
import { createJobEncoder } from '../src/main/station/encode-job.ts';
import { type SampleLanguage, sampleTicket } from './sample-tickets.ts';

export function sampleDocument(language: SampleLanguage, number: number): TicketDocument {
  const parsed = parseTicket(sampleTicket(language, number));
  if (parsed.kind !== 'ticket') {
    throw new Error('the sample is not a full ticket');
  }
  return parsed.document;
}

/** Document → bytes with the default settings, by the very function that the agent's worker calls. */
export function createSampleEncoder(): (document: TicketDocument, acceptedAt: number) => Uint8Array {
  const settings = settingsSchema.parse({});
  const profile = findProfile(settings.printer.profile);
  if (profile === undefined) {
    throw new Error(`no profile ${settings.printer.profile}`);
  }
  const encode = createJobEncoder({
    profile,
    shop: settings.shop,
    drawer: settings.drawer,
    rasterizer: createTextRasterizer(),
    logo: null,
    version: '0',
    printerDescription: () => 'bench',
    addresses: () => [],
  });
  return (document, acceptedAt) => encode(sampleJob(document, acceptedAt));
}

function sampleJob(document: TicketDocument, acceptedAt: number): Job {
  return {
    id: 'bench',
    station: mainStation,
    sequence: 1,
    kind: 'ticket',
    state: 'queued',
    orderId: document.orderId,
    priority: 2,
    document,
    createdAt: acceptedAt,
    documentDate: acceptedAt,
    updatedAt: acceptedAt,
    expiresAt: acceptedAt,
    reprintOf: null,
    duplicata: false,
    source: 'erp',
    sourceAddress: null,
    amount: null,
    error: null,
    decision: null,
  };
}
