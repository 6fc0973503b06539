import koffi from 'koffi';
import { describe, expect, it } from 'vitest';
import {
  createWinspool,
  declareWinspoolPrototypes,
  declareWinspoolStructs,
  loadWinspool,
  type WinspoolFunctions,
} from '../../../src/main/printers/windows/winspool-bindings.ts';

// Blind spots: winspool.drv itself. What is checked is that koffi takes the declarations, that structures lie as a 64-bit
// Windows has them, and that what is made of answers written in that form is right.

const structs = declareWinspoolStructs(koffi);
const done = Promise.resolve({ result: 1, lastError: 0 });

/** Writes structures of pointers and numbers as Windows does: texts behind them, in the same buffer. */
function writeStructs(buffer: Uint8Array, rows: (string | null | number)[][], rowBytes: number): void {
  const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, buffer.length);
  let end = rows.length * rowBytes;
  for (const [index, row] of rows.entries()) {
    let offset = index * rowBytes;
    for (const value of row) {
      if (typeof value === 'number') {
        offset = bytes.writeUInt32LE(value, offset);
        continue;
      }
      if (value !== null) {
        bytes.writeBigUInt64LE(koffi.address(buffer) + BigInt(end), offset);
        end += bytes.write(`${value}\0`, end, 'utf16le');
      }
      offset += 8;
    }
  }
}

/** A function that wants to be asked for its size first, as winspool's do. */
function fillWith(needs: number, rows: (string | null | number)[][], rowBytes: number) {
  const sizes: number[] = [];
  const answer = async (buffer: Uint8Array | null, size: number, needed: [number]) => {
    sizes.push(size);
    needed[0] = needs;
    if (buffer === null || size < needs) return { result: 0, lastError: 122 };
    writeStructs(buffer, rows, rowBytes);
    return { result: 1, lastError: 0 };
  };
  return { answer, sizes };
}

function create(functions: Partial<WinspoolFunctions>) {
  return createWinspool({ functions: functions as WinspoolFunctions, koffi, structs });
}

describe('declarations', () => {
  it('have the sizes of 64-bit Windows', () => {
    const sizes = Object.fromEntries(Object.entries(structs).map(([name, type]) => [name, koffi.sizeof(type)]));
    expect(sizes).toEqual({ docInfo1: 24, printerInfo4: 24, printerInfo2: 136, driverInfo8: 200 });
    expect(koffi.offsetof(structs.printerInfo2, 'Attributes')).toBe(104);
    expect(koffi.offsetof(structs.printerInfo2, 'Status')).toBe(124);
    expect(koffi.offsetof(structs.driverInfo8, 'dwPrinterDriverAttributes')).toBe(168);
  });

  it('are taken by koffi, more than once', () => {
    for (const args of [
      ...Object.values(declareWinspoolPrototypes(koffi)),
      ...Object.values(declareWinspoolPrototypes(koffi)),
    ]) {
      const { proto } = koffi.proto('__stdcall', 'uint32', args);
      expect(proto?.arguments).toHaveLength(args.length);
    }
  });

  it('are loaded on Windows alone', async () => {
    await expect(loadWinspool('linux')).rejects.toMatchObject({ name: 'AgentError', code: 'PRINTER_UNSUPPORTED' });
  });
});

describe.skipIf(process.platform !== 'linux')('koffi calls off the main thread, on libc', () => {
  it('reads a buffer, and fills the kinds of output that are used', async () => {
    const libc = koffi.load('libc.so.6');
    const { out, pointer } = koffi;
    const copyWith = (to: Parameters<typeof koffi.sizeof>[0], ...values: unknown[]) =>
      new Promise((resolve, reject) => {
        const memcpy = libc.func('memcpy', 'void *', [to, pointer('uint8'), 'size_t']);
        memcpy.async(...values, (error: unknown, result: unknown) => (error ? reject(error) : resolve(result)));
      });
    const source = Buffer.from([1, 2, 3, 4, 5, 6, 0, 0]);
    const dword: [number] = [0];
    await copyWith(out(pointer('uint32')), dword, source, 4);
    expect(dword).toEqual([0x04030201]);
    const handle: [bigint | null] = [null];
    await copyWith(out(pointer('void *')), handle, source, 8);
    expect(handle).toEqual([0x060504030201n]);
    const bytes = Buffer.alloc(8);
    await copyWith(out(pointer('uint8')), bytes, source.subarray(2), 6);
    expect([...bytes]).toEqual([3, 4, 5, 6, 0, 0, 0, 0]);
  });
});

describe('createWinspool', () => {
  it('lists printers, again when one comes in between', async () => {
    const rows = [
      ['POS-80 é', null, 0x40, 0],
      ['\\\\serveur\\laser', 'serveur', 0x10, 0],
    ];
    const { answer, sizes } = fillWith(200, rows, 24);
    let asked = 0;
    const winspool = create({
      EnumPrintersW(flags, name, level, buffer, size, needed, returned) {
        expect([flags, name, level]).toEqual([6, null, 4]);
        asked += 1;
        if (asked === 1) {
          needed[0] = 100;
          return Promise.resolve({ result: 0, lastError: 122 });
        }
        returned[0] = rows.length;
        return answer(buffer, size, needed);
      },
    });
    expect(await winspool.enumPrinters()).toEqual([
      { name: 'POS-80 é', attributes: 0x40 },
      { name: '\\\\serveur\\laser', attributes: 0x10 },
    ]);
    expect(sizes).toEqual([100, 200]);
  });

  it('lists nothing where there is no printer', async () => {
    expect(await create({ EnumPrintersW: () => done }).enumPrinters()).toEqual([]);
  });

  it("reads a printer's port, driver, attributes, status and documents", async () => {
    const texts = [
      null,
      'POS-80',
      null,
      'USB001',
      'Generic / Text Only',
      null,
      null,
      null,
      null,
      'winprint',
      'RAW',
      null,
      null,
    ];
    const { answer } = fillWith(400, [[...texts, 0x40, 1, 1, 0, 0, 0x80, 3, 0]], 136);
    const winspool = create({
      GetPrinterW: (_, level, buffer, size, needed) => {
        expect(level).toBe(2);
        return answer(buffer, size, needed);
      },
    });
    expect(await winspool.getPrinter(5n)).toEqual({
      portName: 'USB001',
      driverName: 'Generic / Text Only',
      attributes: 0x40,
      status: 0x80,
      jobCount: 3,
    });
  });

  it("reads a driver's attributes", async () => {
    const texts = (count: number) => Array.from({ length: count }, () => null);
    const row = [3, 0, ...texts(10), 1, 2, 3, 4, ...texts(8), 0x2, 0, null, 0, 0, 0, 0];
    const { answer } = fillWith(300, [row], 200);
    const winspool = create({
      GetPrinterDriverW: (_, environment, level, buffer, size, needed) => {
        expect([environment, level]).toEqual([null, 8]);
        return answer(buffer, size, needed);
      },
    });
    expect(await winspool.getDriverAttributes(5n)).toBe(0x2);
  });

  it('passes a document and its bytes, and gives the count that Windows gives', async () => {
    const asked: unknown[] = [];
    const note = (...args: unknown[]) => {
      asked.push(args);
      return done;
    };
    const winspool = create({
      OpenPrinterW: (name, handle, defaults) => {
        handle[0] = 7n;
        return note(name, defaults);
      },
      StartDocPrinterW: note,
      WritePrinter: (handle, bytes, length, written) => {
        written[0] = length - 1;
        return note(handle, [...bytes], length);
      },
    });
    expect(await winspool.openPrinter('POS-80')).toBe(7n);
    await winspool.startDocPrinter(7n, { name: 'Ticket', datatype: 'RAW' });
    expect(await winspool.writePrinter(7n, Uint8Array.of(1, 2, 3))).toBe(2);
    expect(asked).toEqual([
      ['POS-80', null],
      [7n, 1, { pDocName: 'Ticket', pOutputFile: null, pDatatype: 'RAW' }],
      [7n, [1, 2, 3], 3],
    ]);
  });

  it('says which call failed, and why', async () => {
    const winspool = create({ EndDocPrinter: () => Promise.resolve({ result: 0, lastError: 1905 }) });
    await expect(winspool.endDocPrinter(7n)).rejects.toMatchObject({
      name: 'WinspoolError',
      operation: 'EndDocPrinter',
      errorCode: 1905,
    });
  });
});
