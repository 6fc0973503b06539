import { afterAll, beforeAll } from 'vitest';
import { createDriverConnector } from '../../src/main/printers/driver/driver-connector.ts';
import type { DriverTimes } from '../../src/main/printers/driver/driver-life.ts';
import { type DriverPort, forkDriverPort } from '../../src/main/printers/driver/driver-line.ts';
import { type Connector, type Link, LinkError } from '../../src/main/printers/transport/link.ts';
import { createUsbConnector } from '../../src/main/printers/usb/usb-connector.ts';
import type { UsbTarget } from '../../src/main/printers/usb/usb-device.ts';
import {
  type EmulatedUsbPrinter,
  startUsbEmulator,
  type UsbEmulator,
  type UsbPrinterOptions,
} from '../usb-emulator/start-usb-emulator.ts';

/** The same connector in this process, and behind a driver process. */
export const connectorPlaces = ['in this process', 'in a driver process'] as const;
export type ConnectorPlace = (typeof connectorPlaces)[number];

export interface ConnectorBench {
  printer: EmulatedUsbPrinter;
  connector: Connector;
  /** The driver processes that were started, the newest last. */
  drivers: DriverPort[];
  /** Open handles of the device, and driver processes that live. */
  held(): Promise<number>;
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
  place: ConnectorPlace,
  options: BenchOptions = {},
): Promise<ConnectorBench> {
  const printer = await emulator.plug(options.printer);
  const drivers: DriverPort[] = [];
  const startDriver = () => {
    const port = forkDriverPort();
    drivers.push(port);
    return port;
  };
  const { target = {}, times = {} } = options;
  const limit = options.writeTimeoutMs === undefined ? {} : { writeTimeoutMs: options.writeTimeoutMs };
  const connector =
    place === 'in this process'
      ? createUsbConnector({ target, ...limit })
      : createDriverConnector({ startDriver, target: { kind: 'usb', target, ...limit }, times });
  return {
    printer,
    connector,
    drivers,
    held: async () => (await printer.state()).openHandles + drivers.filter(isAlive).length,
    async dispose() {
      await connector.end();
      await printer.unplug();
    },
  };
}

function isAlive({ pid }: DriverPort): boolean {
  try {
    return pid !== null && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A bench for the time of one test. */
export async function withBench(
  emulator: UsbEmulator,
  place: ConnectorPlace,
  use: (bench: ConnectorBench) => Promise<void>,
  options: BenchOptions = {},
): Promise<void> {
  const bench = await setUpBench(emulator, place, options);
  try {
    await use(bench);
  } finally {
    await bench.dispose();
  }
}

/** As the agent goes on with a link of which it does not know whether it is still the printer's. */
export async function openAgain(connector: Connector, link: Link): Promise<Link> {
  await link.check().catch(() => {});
  return link.ended.aborted ? connector.open() : link;
}

/** The error that a call ends with, which must be a LinkError. */
export async function failureOf(promise: Promise<unknown>): Promise<LinkError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof LinkError) return error;
  throw new Error(`not a LinkError: ${String(error)}`);
}
