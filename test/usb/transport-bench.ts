import { afterAll, beforeAll } from 'vitest';
import type { DriverTimes } from '../../src/main/printers/driver/driver-life.ts';
import { type DriverPort, forkDriverPort } from '../../src/main/printers/driver/driver-port.ts';
import { createDriverTransport } from '../../src/main/printers/driver/driver-transport.ts';
import { type Transport, TransportError } from '../../src/main/printers/transport/transport.ts';
import type { UsbTarget } from '../../src/main/printers/usb/usb-device.ts';
import { createUsbTransport } from '../../src/main/printers/usb/usb-transport.ts';
import {
  type EmulatedUsbPrinter,
  startUsbEmulator,
  type UsbEmulator,
  type UsbPrinterOptions,
} from '../usb-emulator/start-usb-emulator.ts';

/** The same transport in this process, and behind a driver process. */
export const transportPlaces = ['in this process', 'in a driver process'] as const;
export type TransportPlace = (typeof transportPlaces)[number];

export interface TransportBench {
  printer: EmulatedUsbPrinter;
  transport: Transport;
  /** The driver processes that were started, the newest last. */
  drivers: DriverPort[];
  dispose(): Promise<void>;
}

export interface BenchOptions {
  printer?: UsbPrinterOptions;
  target?: UsbTarget;
  writeTimeoutMs?: number;
  times?: Partial<DriverTimes>;
}

/** One emulator for the tests of a file or of a `describe`; each test plugs its own printer in. */
export function useEmulator(): { readonly current: UsbEmulator } {
  let emulator: UsbEmulator | undefined;
  beforeAll(async () => {
    emulator = await startUsbEmulator();
  });
  afterAll(() => emulator?.stop());
  return {
    get current() {
      if (emulator === undefined) throw new Error('no emulator outside a test');
      return emulator;
    },
  };
}

export async function setUpBench(
  emulator: UsbEmulator,
  place: TransportPlace,
  options: BenchOptions = {},
): Promise<TransportBench> {
  const printer = await emulator.plug(options.printer);
  const drivers: DriverPort[] = [];
  const startDriver = () => {
    const port = forkDriverPort();
    drivers.push(port);
    return port;
  };
  const { target = {}, times = {} } = options;
  const limit = options.writeTimeoutMs === undefined ? {} : { writeTimeoutMs: options.writeTimeoutMs };
  const transport =
    place === 'in this process'
      ? createUsbTransport({ target, ...limit })
      : createDriverTransport({ startDriver, target: { kind: 'usb', target, ...limit }, times });
  return {
    printer,
    transport,
    drivers,
    async dispose() {
      await transport.close();
      for (const driver of drivers) driver.kill();
      await printer.unplug();
    },
  };
}

/** A bench for the time of one test. */
export async function withBench(
  emulator: UsbEmulator,
  place: TransportPlace,
  use: (bench: TransportBench) => Promise<void>,
  options: BenchOptions = {},
): Promise<void> {
  const bench = await setUpBench(emulator, place, options);
  try {
    await use(bench);
  } finally {
    await bench.dispose();
  }
}

/** The error that a call ends with, which must be a TransportError. */
export async function failureOf(promise: Promise<unknown>): Promise<TransportError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof TransportError) return error;
  throw new Error(`not a TransportError: ${String(error)}`);
}
