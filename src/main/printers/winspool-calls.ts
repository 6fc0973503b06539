import { type PrinterHandle, type Winspool, WinspoolError } from './winspool.ts';
import type { declareWinspoolStructs } from './winspool-bindings.ts';

type Answer = Promise<{ result: number; lastError: number }>;
type OutNumber = [number];

/** The native functions, each called off the main thread. `result` 0 is a failure, `lastError` its GetLastError. */
export interface WinspoolFunctions {
  EnumPrintersW: Sized<[flags: number, name: null, level: number], [returned: OutNumber]>;
  OpenPrinterW: (name: string, handle: [PrinterHandle | null], defaults: null) => Answer;
  GetPrinterW: Sized<[handle: PrinterHandle, level: number], []>;
  GetPrinterDriverW: Sized<[handle: PrinterHandle, environment: null, level: number], []>;
  StartDocPrinterW: (handle: PrinterHandle, level: number, info: Record<string, string | null>) => Answer;
  StartPagePrinter: (handle: PrinterHandle) => Answer;
  WritePrinter: (handle: PrinterHandle, bytes: Uint8Array, length: number, written: OutNumber) => Answer;
  EndPagePrinter: (handle: PrinterHandle) => Answer;
  EndDocPrinter: (handle: PrinterHandle) => Answer;
  AbortPrinter: (handle: PrinterHandle) => Answer;
  ClosePrinter: (handle: PrinterHandle) => Answer;
}

/** A function that fills a buffer and says how many bytes it needs. */
type Sized<Before extends unknown[], After extends unknown[]> = (
  ...args: [...Before, buffer: Uint8Array | null, size: number, needed: OutNumber, ...After]
) => Answer;

/** Of koffi, what reads structures out of a buffer. */
export interface StructReader {
  decode(buffer: Uint8Array, offset: number, type: unknown): unknown;
  sizeof(type: unknown): number;
}

const enumLocalAndConnections = 0x2 | 0x4;
const insufficientBuffer = 122;

/** The calls in the agent's words. Pure but for `functions`: tested with functions that write real structures. */
export function createWinspool(options: {
  functions: WinspoolFunctions;
  koffi: unknown;
  structs: ReturnType<typeof declareWinspoolStructs>;
}): Winspool {
  const { functions, structs } = options;
  const reader = options.koffi as StructReader;
  const make = async (operation: string, answer: Answer): Promise<number> => {
    const { result, lastError } = await answer;
    if (result === 0) throw new WinspoolError(operation, lastError);
    return result;
  };

  /** Asks for the size, then for the data; again when what is asked has grown in between. */
  const fill = async (
    operation: string,
    ask: (buffer: Uint8Array | null, size: number, needed: OutNumber) => Answer,
  ): Promise<Uint8Array> => {
    let size = 0;
    for (let attempt = 0; ; attempt += 1) {
      const needed: OutNumber = [0];
      // Not from Buffer's pool: the structures in it must be aligned.
      const buffer = size === 0 ? null : Buffer.alloc(size);
      const { result, lastError } = await ask(buffer, size, needed);
      if (result !== 0) return buffer ?? new Uint8Array(0);
      if (lastError !== insufficientBuffer || attempt === 4) throw new WinspoolError(operation, lastError);
      size = needed[0];
    }
  };

  const read = (buffer: Uint8Array, index: number, type: unknown) =>
    reader.decode(buffer, index * reader.sizeof(type), type) as Record<string, unknown>;

  return {
    async enumPrinters() {
      const returned: OutNumber = [0];
      const buffer = await fill('EnumPrinters', (bytes, size, needed) =>
        functions.EnumPrintersW(enumLocalAndConnections, null, 4, bytes, size, needed, returned),
      );
      return Array.from({ length: returned[0] }, (_, index) => {
        const info = read(buffer, index, structs.printerInfo4);
        return { name: String(info.pPrinterName ?? ''), attributes: Number(info.Attributes) };
      });
    },
    async openPrinter(name) {
      const handle: [PrinterHandle | null] = [null];
      await make('OpenPrinter', functions.OpenPrinterW(name, handle, null));
      if (handle[0] === null) throw new WinspoolError('OpenPrinter', 0);
      return handle[0];
    },
    async getPrinter(handle) {
      const buffer = await fill('GetPrinter', (bytes, size, needed) =>
        functions.GetPrinterW(handle, 2, bytes, size, needed),
      );
      const info = read(buffer, 0, structs.printerInfo2);
      return {
        portName: String(info.pPortName ?? ''),
        driverName: String(info.pDriverName ?? ''),
        attributes: Number(info.Attributes),
        status: Number(info.Status),
        jobCount: Number(info.cJobs),
      };
    },
    async getDriverAttributes(handle) {
      const buffer = await fill('GetPrinterDriver', (bytes, size, needed) =>
        functions.GetPrinterDriverW(handle, null, 8, bytes, size, needed),
      );
      return Number(read(buffer, 0, structs.driverInfo8).dwPrinterDriverAttributes);
    },
    startDocPrinter: (handle, { name, datatype }) =>
      make(
        'StartDocPrinter',
        functions.StartDocPrinterW(handle, 1, { pDocName: name, pOutputFile: null, pDatatype: datatype }),
      ),
    async startPagePrinter(handle) {
      await make('StartPagePrinter', functions.StartPagePrinter(handle));
    },
    async writePrinter(handle, bytes) {
      const written: OutNumber = [0];
      await make('WritePrinter', functions.WritePrinter(handle, bytes, bytes.length, written));
      return written[0];
    },
    async endPagePrinter(handle) {
      await make('EndPagePrinter', functions.EndPagePrinter(handle));
    },
    async endDocPrinter(handle) {
      await make('EndDocPrinter', functions.EndDocPrinter(handle));
    },
    async abortPrinter(handle) {
      await make('AbortPrinter', functions.AbortPrinter(handle));
    },
    async closePrinter(handle) {
      await make('ClosePrinter', functions.ClosePrinter(handle));
    },
  };
}
