import { AgentError } from '../base/errors.ts';
import type { Winspool } from './winspool.ts';
import { createWinspool, type WinspoolFunctions } from './winspool-calls.ts';

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

/**
 * winspool.drv through koffi. Loads both only here, so that nothing of them is touched elsewhere. Throws AgentError
 * `PRINTER_UNSUPPORTED` on any other system. For the driver process: the calls wait for the printer.
 */
export async function loadWinspool(platform: NodeJS.Platform = process.platform): Promise<Winspool> {
  if (platform !== 'win32') {
    throw new AgentError('PRINTER_UNSUPPORTED', "Les files d'impression (spooler:NOM) n'existent que sous Windows.");
  }
  const { default: koffi } = await import('koffi');
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
