import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../base/clock.ts';
import type { TicketDocument } from '../documents/document.ts';
import { layoutDocument } from '../documents/layout-document.ts';
import { parseTicket } from '../documents/parse-document.ts';
import { loadCanvas } from '../drawing/fonts.ts';
import { drawPreview } from '../drawing/paper/render-paper.ts';
import { createTextRasterizer } from '../drawing/rasterize-text.ts';
import { encodeReceipt } from '../escpos/encode/encode-receipt.ts';
import { findProfile } from '../escpos/profiles.ts';
import { createAgentEvents } from '../jobs/events.ts';
import { openSqliteJobStore } from '../jobs/journal/sqlite-job-store.ts';
import { createQueue } from '../jobs/queue.ts';
import type { DriverPort } from '../printers/driver/driver-line.ts';
import { listPrinters } from '../printers/driver/list-printers.ts';
import { loadUsbLibrary } from '../printers/usb/usb-connector.ts';
import { declareWinspoolStructs, loadKoffi } from '../printers/windows/winspool-bindings.ts';
import { settingsSchema } from '../settings/settings.ts';

/** What one step found, or why it failed. */
export interface SelfTestStep {
  name: string;
  ok: boolean;
  detail: string;
}

export interface SelfTestOptions {
  version: string;
  electronVersion: string | null;
  /** Default: a child process of plain Node. */
  startDriver?: () => DriverPort;
}

/**
 * Tries an installation without touching the shop's data: loads every native module, writes a journal in a temporary folder,
 * lays out, encodes and draws a receipt, looks for printers. Never rejects; an absent printer is no failure.
 */
export async function runSelfTest({ version, electronVersion, startDriver }: SelfTestOptions): Promise<SelfTestStep[]> {
  const steps: SelfTestStep[] = [];
  const step = async (name: string, work: () => string | Promise<string>) => {
    try {
      steps.push({ name, ok: true, detail: await work() });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
      steps.push({ name, ok: false, detail: `${error instanceof Error ? error.message : String(error)}${cause}` });
    }
  };
  const electron = electronVersion === null ? '' : `, Electron ${electronVersion}`;
  await step('SmartPOS Agent', () => `${version}, Node ${process.versions.node}${electron}`);
  await step('Système', () => `${process.platform} ${process.arch}`);
  await step('Dessin (@napi-rs/canvas)', () => {
    const { width } = loadCanvas().createCanvas(8, 8);
    return `chargé, polices comprises (${width} px)`;
  });
  await step('USB (usb)', tryUsb);
  await step("Files d'impression (koffi)", async () => {
    declareWinspoolStructs(await loadKoffi());
    return 'chargé';
  });
  await step('Journal (SQLite)', tryJournal);
  await step('Ticket', tryReceipt);
  await step('Imprimantes', async () => {
    const found = await listPrinters({
      platform: process.platform,
      ...(startDriver === undefined ? {} : { startDriver }),
    });
    return found.length === 0 ? 'aucune trouvée' : found.map(({ name, address }) => name ?? address).join(', ');
  });
  return steps;
}

/** One line a step, and a last one that says it all. */
export function selfTestText(steps: readonly SelfTestStep[]): string {
  const failed = steps.filter(({ ok }) => !ok).length;
  const lines = steps.map(({ name, ok, detail }) => `${ok ? 'ok    ' : 'ECHEC '} ${name} : ${detail}`);
  const last = failed === 0 ? "L'installation est bonne." : `${failed} essai(s) en échec : réinstallez SmartPOS Agent.`;
  return `${[...lines, last].join('\n')}\n`;
}

/** The module must load; a machine without a USB bus (a container) is no fault of the installation. */
async function tryUsb(): Promise<string> {
  const library = await loadUsbLibrary();
  try {
    return `chargé, ${(await library.getDevices()).length} appareil(s)`;
  } catch (error) {
    return `chargé ; le bus USB n'est pas lisible (${error instanceof Error ? error.message : String(error)})`;
  }
}

/** A ticket is accepted, the journal closed and opened again: it must still be there. */
async function tryJournal(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'smartpos-self-test-'));
  const file = join(directory, 'journal.db');
  try {
    const written = openSqliteJobStore(file);
    const { queue: limits } = settingsSchema.parse({});
    const queue = createQueue({
      store: written,
      clock: systemClock,
      createId: () => randomUUID(),
      events: createAgentEvents(),
      limits: { ticketTtlMs: limits.ticketTtlMinutes * 60_000, drawerTtlMs: 1000, maxWaiting: 1 },
    });
    await queue.enqueue(sampleDocument(), 1, { source: 'unknown', address: null });
    await queue.close();
    await written.close();
    const read = openSqliteJobStore(file);
    const kept = read.count('queued');
    await read.close();
    if (kept !== 1) throw new Error("le ticket accepté n'est plus dans le journal");
    return 'un ticket accepté, le journal fermé puis rouvert : il y est';
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The way of every ticket: laid out, encoded with drawn Arabic, then the paper that these bytes make. */
async function tryReceipt(): Promise<string> {
  const profile = findProfile('generic-58');
  if (profile === undefined) throw new Error('generic-58');
  const { shop, drawer } = settingsSchema.parse({});
  const receipt = layoutDocument(sampleDocument(), {
    shop,
    acceptedAt: new Date(systemClock.now()),
    duplicata: null,
    columns: profile.columns,
  });
  const bytes = encodeReceipt(receipt, profile, { drawer, rasterizer: createTextRasterizer() });
  const paper = await drawPreview(bytes, profile);
  return `${bytes.length} octets pour l'imprimante, papier dessiné (${paper.length} octets)`;
}

function sampleDocument(): TicketDocument {
  const parsed = parseTicket({
    order_id: 42,
    items: [
      { product_name: 'Éclair au café', quantity: 2, unit_price: 150 },
      { product_name: 'بقلاوة', quantity: 0.35, unit_price: 1850.5 },
    ],
    total_amount: 947.68,
  });
  if (parsed.kind !== 'ticket') throw new Error('ticket');
  return parsed.document;
}
