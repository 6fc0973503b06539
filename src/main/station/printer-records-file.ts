import { z } from 'zod';
import type { Log } from '../base/log.ts';
import { readIfThere, writePrivateFile } from '../base/private-file.ts';
import {
  inLineQuestions,
  type PrinterRecord,
  type PrinterRecords,
  unknownPrinter,
} from '../printers/dialogue/printer-record.ts';

/** A till has one printer, and has had a few. */
const mostPrinters = 50;

/** What a version of later keeps besides is not this one's. */
const recordSchema: z.ZodType<PrinterRecord> = z.object({
  answers: z.boolean(),
  status: z.boolean(),
  confirms: z.boolean(),
  fence: z
    .union([
      z.literal('process-id'),
      z
        .array(z.tuple([z.enum(inLineQuestions)], z.enum(inLineQuestions)))
        .min(1)
        .max(4),
    ])
    .nullable(),
  model: z.int().min(0).max(255).nullable(),
  longestDelayMs: z.number().min(0).max(60_000),
  silent: z.boolean(),
  trusted: z.boolean(),
});

const fileSchema = z.record(z.string(), z.unknown());

/**
 * The records in a file, mode 0600. One that is damaged or cannot be read is the same as none: each printer then shows anew
 * what it can, and until then nothing more is claimed than is proven.
 */
export function openPrinterRecords(file: string, log: Log): PrinterRecords {
  const known = read(file, log);
  const records = new Map(Object.entries(known ?? {}));

  const save = (): void => {
    try {
      writePrivateFile(file, JSON.stringify(Object.fromEntries(records)));
    } catch (error) {
      log.warn({ err: error }, 'what the printer has shown could not be kept');
    }
  };

  // Also where no printer has shown anything yet: the file is how a lost settings file is told from a till's first start.
  if (known === null) save();
  return {
    get: (identity) => records.get(identity) ?? unknownPrinter(),
    set: (identity, record) => {
      // The newest stand last.
      records.delete(identity);
      records.set(identity, record);
      for (const [oldest] of records) if (records.size > mostPrinters) records.delete(oldest);
      save();
    },
  };
}

/** Null: there is none. */
function read(file: string, log: Log): Record<string, PrinterRecord> | null {
  try {
    const text = readIfThere(file);
    if (text === null) return null;
    const entries = Object.entries(fileSchema.parse(JSON.parse(text)));
    return Object.fromEntries(
      entries.flatMap(([identity, entry]) => {
        const record = recordSchema.safeParse(entry);
        return record.success ? [[identity, record.data]] : [];
      }),
    );
  } catch (error) {
    log.warn({ err: error }, 'what printers had shown cannot be read');
    return {};
  }
}
