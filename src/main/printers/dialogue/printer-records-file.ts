import { z } from 'zod';
import type { Log } from '../../base/log.ts';
import { readIfThere, writePrivateFile } from '../../base/private-file.ts';
import { type PrinterRecord, type PrinterRecords, printerRecordSchema, unknownPrinter } from './printer-record.ts';

/** A till has one printer, and has had a few. */
const mostPrinters = 50;

const fileSchema = z.record(z.string(), printerRecordSchema);

/**
 * The records in a file, mode 0600. One that is damaged or cannot be read is the same as none: each printer then shows anew
 * what it can, and until then nothing more is claimed than is proven.
 */
export function openPrinterRecords(file: string, log: Log): PrinterRecords {
  const records = new Map(Object.entries(read(file, log)));

  const save = (): void => {
    try {
      writePrivateFile(file, JSON.stringify(Object.fromEntries(records)));
    } catch (error) {
      log.warn({ err: error }, 'what the printer has shown could not be kept');
    }
  };

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

function read(file: string, log: Log): Record<string, PrinterRecord> {
  try {
    const text = readIfThere(file);
    return text === null ? {} : fileSchema.parse(JSON.parse(text));
  } catch (error) {
    log.warn({ err: error }, 'what printers had shown cannot be read');
    return {};
  }
}
