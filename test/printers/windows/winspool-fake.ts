import {
  type Winspool,
  WinspoolError,
  type WinspoolPrinterDetails,
} from '../../../src/main/printers/windows/winspool.ts';

export interface FakeDocument {
  name: string;
  datatype: string;
  bytes: Buffer;
  /** `pages` counts StartPagePrinter; `ended` and `aborted` are the spooler's last word. */
  pages: number;
  state: 'spooling' | 'ended' | 'aborted';
}

type Call = keyof Winspool;

/**
 * A spooler that prints while it spools (the worst for whoever counts: an aborted document has been printed in part), and that
 * ends a document when its handle is closed, as MS-RPRN says of RpcClosePrinter.
 * Blind spots: winspool.drv and koffi; how long the spooler keeps a document; drivers that lie about the printer's state.
 */
export interface FakeWinspool {
  readonly winspool: Winspool;
  readonly documents: FakeDocument[];
  readonly calls: Call[];
  readonly openHandles: number;
  readonly waitingCalls: number;
  details: WinspoolPrinterDetails;
  driverAttributes: number;
  received(): Buffer;
  stall(): void;
  resume(): void;
  /** Deletes the printer. */
  cut(): void;
  endProcess(): void;
  /** The next call of this name fails. */
  fail(call: Call, errorCode: number): void;
  /** The next writes take at most this many bytes each. */
  shorten(...counts: number[]): void;
}

export function createFakeWinspool(queueName: string): FakeWinspool {
  const documents: FakeDocument[] = [];
  const calls: Call[] = [];
  const failures: { call: Call; errorCode: number }[] = [];
  const shortened: number[] = [];
  const waiting = new Set<(errorCode: number) => void>();
  const handles = new Map<object, FakeDocument | null>();
  let stalled = false;
  let gone = false;

  const enter = (call: Call, handle?: object) => {
    calls.push(call);
    const index = failures.findIndex((failure) => failure.call === call);
    const [failure] = index < 0 ? [] : failures.splice(index, 1);
    if (failure !== undefined) throw new WinspoolError(call, failure.errorCode);
    if (gone && call !== 'closePrinter') throw new WinspoolError(call, call === 'openPrinter' ? 1801 : 1905);
    if (handle !== undefined && !handles.has(handle)) throw new WinspoolError(call, 6);
  };
  const documentOf = (handle: object): FakeDocument => {
    const document = handles.get(handle);
    // ERROR_SPL_NO_STARTDOC
    if (!document) throw new WinspoolError('document', 3003);
    return document;
  };
  const wake = (errorCode: number) => {
    for (const each of waiting) each(errorCode);
    waiting.clear();
  };
  const leave = (handle: object, state: 'ended' | 'aborted') => {
    documentOf(handle).state = state;
    handles.set(handle, null);
  };

  const winspool: Winspool = {
    async enumPrinters() {
      enter('enumPrinters');
      return [{ name: queueName, attributes: fake.details.attributes }];
    },
    async openPrinter(name) {
      enter('openPrinter');
      if (name !== queueName) throw new WinspoolError('openPrinter', 1801);
      const handle = {};
      handles.set(handle, null);
      return handle;
    },
    async getPrinter(handle) {
      enter('getPrinter', handle as object);
      return fake.details;
    },
    async getDriverAttributes(handle) {
      enter('getDriverAttributes', handle as object);
      return fake.driverAttributes;
    },
    async startDocPrinter(handle, { name, datatype }) {
      enter('startDocPrinter', handle as object);
      const document: FakeDocument = { name, datatype, bytes: Buffer.alloc(0), pages: 0, state: 'spooling' };
      documents.push(document);
      handles.set(handle as object, document);
      return documents.length;
    },
    async startPagePrinter(handle) {
      enter('startPagePrinter', handle as object);
      documentOf(handle as object).pages += 1;
    },
    async writePrinter(handle, bytes) {
      enter('writePrinter', handle as object);
      const document = documentOf(handle as object);
      const errorCode = stalled ? await new Promise<number>((resolve) => waiting.add(resolve)) : 0;
      const count = errorCode === 0 ? (shortened.shift() ?? bytes.length) : Math.floor(bytes.length / 2);
      document.bytes = Buffer.concat([document.bytes, bytes.subarray(0, count)]);
      if (errorCode !== 0) throw new WinspoolError('writePrinter', errorCode);
      return count;
    },
    async endPagePrinter(handle) {
      enter('endPagePrinter', handle as object);
    },
    async endDocPrinter(handle) {
      enter('endDocPrinter', handle as object);
      leave(handle as object, 'ended');
    },
    async abortPrinter(handle) {
      enter('abortPrinter', handle as object);
      leave(handle as object, 'aborted');
    },
    async closePrinter(handle) {
      enter('closePrinter', handle as object);
      if (handles.get(handle as object)) leave(handle as object, 'ended');
      handles.delete(handle as object);
    },
  };

  const fake: FakeWinspool = {
    winspool,
    documents,
    calls,
    get openHandles() {
      return handles.size;
    },
    get waitingCalls() {
      return waiting.size;
    },
    details: { portName: 'USB001', driverName: 'Generic / Text Only', attributes: 0x40, status: 0, jobCount: 0 },
    driverAttributes: 0,
    received: () => Buffer.concat(documents.map(({ bytes }) => bytes)),
    stall: () => {
      stalled = true;
    },
    resume: () => {
      stalled = false;
      wake(0);
    },
    cut: () => {
      gone = true;
      wake(1905);
    },
    endProcess: () => wake(1726),
    fail: (call, errorCode) => {
      failures.push({ call, errorCode });
    },
    shorten: (...counts) => {
      shortened.push(...counts);
    },
  };
  return fake;
}
