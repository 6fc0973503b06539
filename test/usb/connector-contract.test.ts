import { describe, it } from 'vitest';
import { describeConnector } from '../contracts/connector.ts';
import type { ConnectorHarness } from '../contracts/connector-harness.ts';
import { type UsbEmulator, type UsbPrinterOptions, whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { type ConnectorPlace, connectorPlaces, setUpBench, useEmulator } from './connector-bench.ts';

async function setUp(
  emulator: UsbEmulator,
  place: ConnectorPlace,
  options: UsbPrinterOptions,
): Promise<ConnectorHarness> {
  const { printer, connector, held, dispose } = await setUpBench(emulator, place, { printer: options });
  return {
    connector,
    readable: options.oneWay !== true,
    staysOpenAfterAbort: true,
    moreThanBuffersHold: 50_000,
    ...(options.oneWay ? { cannot: { answer: 'this printer is one-way' } } : {}),
    received: () => printer.printed(),
    stall: () => printer.setFaults({ acceptLimit: 0 }),
    resume: () => printer.setFaults({ acceptLimit: null }),
    answer: (bytes) => printer.say(bytes),
    cut: () => printer.unplug(),
    held,
    dispose,
  };
}

const why = whyNoUsbEmulator();
if (why !== null) {
  describe.skip(`connector contract: usb (${why})`, () => it('is skipped', () => {}));
} else {
  describe.each(connectorPlaces)('%s', (place) => {
    const emulator = useEmulator();
    describeConnector('usb', () => setUp(emulator.current, place, {}));
    describeConnector('usb, one-way printer', () => setUp(emulator.current, place, { oneWay: true }));
  });
}
