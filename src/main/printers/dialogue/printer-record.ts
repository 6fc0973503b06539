import { z } from 'zod';

/** A question that is answered only once everything before it has been processed: `GS r 1` (paper), `GS I 1` (model). */
export const inLineQuestions = ['paper', 'model'] as const;
export type InLineQuestion = (typeof inLineQuestions)[number];

/** What one printer has shown, and must outlive the agent: a printer that hangs at the next start would else be taken for a mute one. */
export const printerRecordSchema = z.object({
  /** It has answered something in form. */
  answers: z.boolean().default(false),
  /** It has answered `DLE EOT`. */
  status: z.boolean().default(false),
  /** It has confirmed a job. From then on nothing is sent to it unproven. */
  confirms: z.boolean().default(false),
  /** How it confirms: `GS ( H`, or the sequences of questions that it has answered whole. Null: not known. */
  fence: z
    .union([z.literal('process-id'), z.array(z.array(z.enum(inLineQuestions)).nonempty()).nonempty()])
    .nullable()
    .default(null),
  /** Its one byte to `GS I 1`. */
  model: z.number().int().min(0).max(255).nullable().default(null),
  /** The longest that an answer of it has taken. */
  longestDelayMs: z.number().min(0).default(0),
  /** Nothing that was asked was ever answered, and whoever is there reads: a mute printer. */
  silent: z.boolean().default(false),
  /** A person says that it is a printer, whatever it says. */
  trusted: z.boolean().default(false),
});

export type PrinterRecord = z.infer<typeof printerRecordSchema>;

/** Where the records are, by the printer's identity: the address of a network printer, ids and serial number of a USB one. */
export interface PrinterRecords {
  /** Of a printer that has shown nothing yet: all unknown. */
  get(identity: string): PrinterRecord;
  /** Never rejects: what cannot be kept is asked again at the next start. */
  set(identity: string, record: PrinterRecord): void;
}

export function unknownPrinter(): PrinterRecord {
  return printerRecordSchema.parse({});
}

/** Records that end with the process. */
export function createPrinterRecords(): PrinterRecords {
  const records = new Map<string, PrinterRecord>();
  return {
    get: (identity) => records.get(identity) ?? unknownPrinter(),
    set: (identity, record) => void records.set(identity, record),
  };
}
