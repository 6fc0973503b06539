import { AgentError } from '../../base/errors.ts';
import { type PrinterHandle, type Winspool, WinspoolError } from './winspool.ts';

/** What is used of koffi to declare types; the real one on every platform. */
export type Koffi = Pick<typeof import('koffi'), 'array' | 'decode' | 'out' | 'pointer' | 'sizeof' | 'struct'>;
type TypeSpec = Parameters<Koffi['sizeof']>[0];

/**
 * The structures, as koffi types without names: koffi keeps names for the life of the process. Layouts from
 * learn.microsoft.com: "DOC_INFO_1", "PRINTER_INFO_4", "PRINTER_INFO_2", "DRIVER_INFO_8" (LPWSTR: `str16`).
 */
export function declareWinspoolStructs(koffi: Koffi) {
  const { struct } = koffi;
  return {
    docInfo1: struct({ pDocName: 'str16', pOutputFile: 'str16', pDatatype: 'str16' }),
    printerInfo4: struct({ pPrinterName: 'str16', pServerName: 'str16', Attributes: 'uint32' }),
    printerInfo2: struct({
      pServerName: 'str16',
      pPrinterName: 'str16',
      pShareName: 'str16',
      pPortName: 'str16',
      pDriverName: 'str16',
      pComment: 'str16',
      pLocation: 'str16',
      pDevMode: 'void *',
      pSepFile: 'str16',
      pPrintProcessor: 'str16',
      pDatatype: 'str16',
      pParameters: 'str16',
      pSecurityDescriptor: 'void *',
      Attributes: 'uint32',
      Priority: 'uint32',
      DefaultPriority: 'uint32',
      StartTime: 'uint32',
      UntilTime: 'uint32',
      Status: 'uint32',
      cJobs: 'uint32',
      AveragePPM: 'uint32',
    }),
    // Only the attributes are read: the texts (some hold several, ended by an empty one) stay pointers.
    driverInfo8: struct({
      cVersion: 'uint32',
      names: koffi.array('void *', 10),
      ftDriverDate: koffi.array('uint32', 2),
      dwlDriverVersion: 'uint64',
      origins: koffi.array('void *', 8),
      dwPrinterDriverAttributes: 'uint32',
      pszzCoreDriverDependencies: 'void *',
      ftMinInboxDriverVerDate: koffi.array('uint32', 2),
      dwlMinInboxDriverVerVersion: 'uint64',
    }),
  };
}

/** The functions of winspool.drv: arguments as on their pages of learn.microsoft.com; all answer a BOOL or a DWORD. */
export function declareWinspoolPrototypes(koffi: Koffi): Record<keyof WinspoolFunctions, TypeSpec[]> {
  const { out, pointer } = koffi;
  const handle = 'void *';
  const dwordOut = () => out(pointer('uint32'));
  const buffer = out(pointer('uint8'));
  return {
    EnumPrintersW: ['uint32', 'str16', 'uint32', buffer, 'uint32', dwordOut(), dwordOut()],
    OpenPrinterW: ['str16', out(pointer('void *')), 'void *'],
    GetPrinterW: [handle, 'uint32', buffer, 'uint32', dwordOut()],
    GetPrinterDriverW: [handle, 'str16', 'uint32', buffer, 'uint32', dwordOut()],
    StartDocPrinterW: [handle, 'uint32', pointer(declareWinspoolStructs(koffi).docInfo1)],
    StartPagePrinter: [handle],
    WritePrinter: [handle, pointer('uint8'), 'uint32', dwordOut()],
    EndPagePrinter: [handle],
    EndDocPrinter: [handle],
    AbortPrinter: [handle],
    ClosePrinter: [handle],
  };
}

/** Lazily: only Windows needs it. Rejects where the native module is missing. */
export async function loadKoffi() {
  const { default: koffi } = await import('koffi');
  return koffi;
}

/**
 * winspool.drv through koffi. Loads both only here, so that nothing of them is touched elsewhere. Throws AgentError
 * `PRINTER_UNSUPPORTED` on any other system. For the driver process: the calls wait for the printer.
 */
export async function loadWinspool(platform: NodeJS.Platform = process.platform): Promise<Winspool> {
  if (platform !== 'win32') {
    throw new AgentError('PRINTER_UNSUPPORTED', "Les files d'impression (spooler:NOM) n'existent que sous Windows.");
  }
  const koffi = await loadKoffi();
  const winspool = koffi.load('winspool.drv');
  const kernel32 = koffi.load('kernel32.dll');
  const getLastError = kernel32.func('__stdcall', 'GetLastError', 'uint32', []);
  const prototypes = declareWinspoolPrototypes(koffi);
  const functions = Object.fromEntries(
    Object.entries(prototypes).map(([name, args]) => {
      const native = winspool.func('__stdcall', name, 'uint32', args as never);
      const call = (...values: unknown[]) =>
        new Promise<{ result: number; lastError: number }>((resolve, reject) => {
          native.async(...values, (error: unknown, result: number) => {
            // koffi keeps GetLastError of the thread that made the call for as long as this callback runs (koffi#112).
            if (error) reject(error);
            else resolve({ result, lastError: result === 0 ? getLastError() : 0 });
          });
        });
      return [name, call];
    }),
  ) as unknown as WinspoolFunctions;
  return createWinspool({ functions, koffi, structs: declareWinspoolStructs(koffi) });
}

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
interface StructReader {
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
