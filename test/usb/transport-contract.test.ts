import { describe, it } from 'vitest';
import { describeTransport } from '../contracts/transport.ts';
import type { TransportHarness } from '../contracts/transport-harness.ts';
import { type UsbEmulator, type UsbPrinterOptions, whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { setUpBench, type TransportPlace, transportPlaces, useEmulator } from './transport-bench.ts';

async function setUp(
  emulator: UsbEmulator,
  place: TransportPlace,
  options: UsbPrinterOptions,
): Promise<TransportHarness> {
  const { printer, transport, dispose } = await setUpBench(emulator, place, { printer: options });
  return {
    transport,
    readable: options.oneWay !== true,
    staysOpenAfterAbort: true,
    moreThanBuffersHold: 50_000,
    ...(options.oneWay ? { cannot: { answer: 'this printer is one-way' } } : {}),
    received: () => printer.printed(),
    stall: () => printer.setFaults({ acceptLimit: 0 }),
    resume: () => printer.setFaults({ acceptLimit: null }),
    answer: (bytes) => printer.say(bytes),
    cut: () => printer.unplug(),
    dispose,
  };
}

const why = whyNoUsbEmulator();
if (why !== null) {
  describe.skip(`transport contract: usb (${why})`, () => it('is skipped', () => {}));
} else {
  describe.each(transportPlaces)('%s', (place) => {
    const emulator = useEmulator();
    describeTransport('usb', () => setUp(emulator.current, place, {}));
    describeTransport('usb, one-way printer', () => setUp(emulator.current, place, { oneWay: true }));
  });
}
