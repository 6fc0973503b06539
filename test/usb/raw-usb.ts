import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { usb } from 'usb';
import { afterAll, beforeAll } from 'vitest';
import { watchOutcome } from '../contracts/connector-harness.ts';
import {
  type EmulatedUsbPrinter,
  startUsbEmulator,
  type UsbEmulator,
  type UsbEmulatorOptions,
  type UsbPrinterOptions,
} from '../usb-emulator/start-usb-emulator.ts';

/** npm `usb` as it is, without any driver of ours. */

/** What is used of it: the time-outs, in milliseconds, are there at run time and not in the package's types. */
export interface RawDevice {
  readonly serialNumber: string | null;
  readonly productName: string | null;
  readonly bus: string;
  readonly address: number;
  readonly ports: number[];
  readonly configuration: { interfaces: { interfaceNumber: number; alternate: object; alternates: object[] }[] };
  open(): Promise<void>;
  close(): Promise<void>;
  reset(): Promise<void>;
  claimInterface(interfaceNumber: number): Promise<void>;
  releaseInterface(interfaceNumber: number): Promise<void>;
  selectAlternateInterface(interfaceNumber: number, setting: number): Promise<void>;
  detachKernelDriver(interfaceNumber: number): Promise<void>;
  attachKernelDriver(interfaceNumber: number): Promise<void>;
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
  transferOut(endpoint: number, data: Uint8Array, timeoutMs?: number): Promise<{ bytesWritten: number }>;
  transferIn(endpoint: number, length: number, timeoutMs?: number): Promise<{ data?: DataView }>;
  controlTransferIn(setup: ControlSetup, length: number, timeoutMs?: number): Promise<{ data?: DataView }>;
  controlTransferOut(setup: ControlSetup, data: Uint8Array, timeoutMs?: number): Promise<unknown>;
}

export interface ControlSetup {
  requestType: 'standard' | 'class' | 'vendor';
  recipient: 'device' | 'interface' | 'endpoint' | 'other';
  request: number;
  value: number;
  index: number;
}

export const vendorId = 0x0471;
export const productId = 0x0055;
export const out = 1;
export const back = 2;

export const getDeviceId: ControlSetup = classRequest(0);
export const getPortStatus: ControlSetup = classRequest(1);
export const softReset: ControlSetup = classRequest(2);

function classRequest(request: number): ControlSetup {
  return { requestType: 'class', recipient: 'interface', request, value: 0, index: 0 };
}

export async function findDevice(ids: [number, number] = [vendorId, productId]): Promise<RawDevice> {
  const device = await usb.findDeviceByIds(...ids);
  if (device === undefined) throw new Error('no such device');
  return device as unknown as RawDevice;
}

/** Found, opened, taken from usblp where it has to be, and claimed. */
export async function claimPrinter(interfaceNumber = 0): Promise<RawDevice> {
  const device = await findDevice();
  await device.open();
  try {
    await device.claimInterface(interfaceNumber);
  } catch {
    await device.detachKernelDriver(interfaceNumber);
    await device.claimInterface(interfaceNumber);
  }
  return device;
}

export async function letGo(device: RawDevice, interfaceNumber = 0): Promise<void> {
  await device.releaseInterface(interfaceNumber);
  await device.close();
}

export function bytesOf(data: DataView | undefined): number[] {
  return data === undefined ? [] : [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
}

export type UseOfPrinter = (printer: EmulatedUsbPrinter, emulator: UsbEmulator) => Promise<void>;

/** One emulator for the tests of a file, in which each of them gets a printer of its own. */
export function useUsbEmulator(options: UsbEmulatorOptions = {}) {
  let emulator: UsbEmulator | undefined;
  beforeAll(async () => {
    emulator = await startUsbEmulator(options);
  });
  afterAll(() => emulator?.stop());

  return async (use: UseOfPrinter, printerOptions: UsbPrinterOptions = {}): Promise<void> => {
    if (emulator === undefined) throw new Error('the emulator has not started');
    const printer = await emulator.plug(printerOptions);
    try {
      await use(printer, emulator);
    } finally {
      await printer.unplug();
    }
  };
}

/** A process of its own that runs this on the global `usb`, for what ends or hangs the process that does it. */
export function runRawUsb(script: string) {
  const program = `import { usb } from 'usb';\nconst say = (what) => process.stdout.write(what + '\\n');\n${script}`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = watchOutcome(once(child, 'close'));
  return {
    child,
    ended,
    get output() {
      return output;
    },
  };
}
