/** A handle of OpenPrinterW; what it holds is the bindings' affair. */
export type PrinterHandle = bigint | object;

/** One row of EnumPrintersW level 4 (learn.microsoft.com, "PRINTER_INFO_4 structure"). */
export interface WinspoolPrinter {
  name: string;
  attributes: number;
}

/** What is used of GetPrinterW level 2 (learn.microsoft.com, "PRINTER_INFO_2 structure"). */
export interface WinspoolPrinterDetails {
  portName: string;
  driverName: string;
  attributes: number;
  status: number;
  jobCount: number;
}

/**
 * The calls of winspool.drv that the agent makes, named after them. Each waits for the spooler without a time limit ("This is a
 * blocking or synchronous function", WritePrinter) and rejects with a WinspoolError. A handle takes one call at a time
 * ("not thread safe", OpenPrinter).
 */
export interface Winspool {
  /** Level 4: asks the registry alone, so an absent print server holds nothing up. */
  enumPrinters(): Promise<WinspoolPrinter[]>;
  openPrinter(name: string): Promise<PrinterHandle>;
  getPrinter(handle: PrinterHandle): Promise<WinspoolPrinterDetails>;
  /** `dwPrinterDriverAttributes` of DRIVER_INFO_8. */
  getDriverAttributes(handle: PrinterHandle): Promise<number>;
  /** Resolves with the job's number. */
  startDocPrinter(handle: PrinterHandle, document: { name: string; datatype: string }): Promise<number>;
  startPagePrinter(handle: PrinterHandle): Promise<void>;
  /** Resolves with the bytes written, which may be fewer. */
  writePrinter(handle: PrinterHandle, bytes: Uint8Array): Promise<number>;
  endPagePrinter(handle: PrinterHandle): Promise<void>;
  endDocPrinter(handle: PrinterHandle): Promise<void>;
  abortPrinter(handle: PrinterHandle): Promise<void>;
  closePrinter(handle: PrinterHandle): Promise<void>;
}

/** A call that Windows refused. */
export class WinspoolError extends Error {
  readonly operation: string;
  /** GetLastError (learn.microsoft.com, "System Error Codes"). */
  readonly errorCode: number;

  constructor(operation: string, errorCode: number) {
    super(`${operation}: Windows error ${errorCode}`);
    this.name = 'WinspoolError';
    this.operation = operation;
    this.errorCode = errorCode;
  }
}

/** PRINTER_ATTRIBUTE_… of winspool.h. */
export const printerAttribute = {
  network: 0x10,
  local: 0x40,
  keepPrintedJobs: 0x100,
  workOffline: 0x400,
  fax: 0x4000,
} as const;

/** PRINTER_STATUS_… of winspool.h. */
export const printerStatus = {
  paused: 0x1,
  error: 0x2,
  pendingDeletion: 0x4,
  paperJam: 0x8,
  paperOut: 0x10,
  paperProblem: 0x40,
  offline: 0x80,
  notAvailable: 0x1000,
  userIntervention: 0x100000,
  doorOpen: 0x400000,
} as const;

/** PRINTER_DRIVER_XPS of winspool.h. */
export const xpsDriverAttribute = 0x2;
