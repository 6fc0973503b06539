/** A question that is answered only once everything before it has been processed: `GS r 1` (paper), `GS I 1` (model). */
export const inLineQuestions = ['paper', 'model'] as const;
export type InLineQuestion = (typeof inLineQuestions)[number];

/** Questions that go out together, at least one. */
export type QuestionSequence = [InLineQuestion, ...InLineQuestion[]];

/** What the answers of a fence say. `foreign`: they are not its. */
export type FenceAnswer = 'processed' | 'no-paper' | 'foreign';

/** What one printer has shown, and must outlive the agent: a printer that hangs at the next start would else be taken for a mute one. */
export interface PrinterRecord {
  /** It has answered something in form. */
  answers: boolean;
  /** It has answered `DLE EOT`. Silent from then on means: off or hung. */
  status: boolean;
  /** It has confirmed a job. From then on nothing is sent to it unproven. */
  confirms: boolean;
  /** How it confirms: `GS ( H`, or the sequences of questions that it has answered whole. Null: not known. */
  fence: 'process-id' | QuestionSequence[] | null;
  /** Its one byte to `GS I 1`. */
  model: number | null;
  /** The longest that an answer of it has taken. */
  longestDelayMs: number;
  /** Nothing that was asked was ever answered, and whoever is there reads: a mute printer. */
  silent: boolean;
  /** A person says that it is a printer, whatever it says. */
  trusted: boolean;
}

/** Where the records are, by the printer's identity: the address of a network printer, ids and serial number of a USB one. */
export interface PrinterRecords {
  /** Of a printer that has shown nothing yet: all unknown. */
  get(identity: string): PrinterRecord;
  /** Never throws: what cannot be kept is asked again at the next start. */
  set(identity: string, record: PrinterRecord): void;
}

export function unknownPrinter(): PrinterRecord {
  return {
    answers: false,
    status: false,
    confirms: false,
    fence: null,
    model: null,
    longestDelayMs: 0,
    silent: false,
    trusted: false,
  };
}

/** Records that end with the process. */
export function createPrinterRecords(): PrinterRecords {
  const records = new Map<string, PrinterRecord>();
  return {
    get: (identity) => records.get(identity) ?? unknownPrinter(),
    set: (identity, record) => void records.set(identity, record),
  };
}
