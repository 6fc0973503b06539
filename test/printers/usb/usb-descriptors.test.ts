import { describe, expect, it } from 'vitest';
import {
  choosePrinterInterface,
  hasPrinterClass,
  parseUsbDescriptors,
} from '../../../src/main/printers/usb/usb-descriptors.ts';
import type { UsbAlternateInfo, UsbInterfaceInfo } from '../../../src/main/printers/usb/usb-device.ts';

const device = [18, 1, 0, 2, 0, 0, 0, 64, 0x71, 4, 0x55, 0, 0, 1, 1, 2, 3, 1];
const configuration = (...rest: number[]) => [9, 2, 0, 0, 1, 1, 0, 0xc0, 1, ...rest];
const printerWithBoth = [9, 4, 0, 0, 2, 7, 1, 2, 0, 7, 5, 0x01, 2, 64, 0, 0, 7, 5, 0x82, 2, 0, 2, 0];

const out = { endpointNumber: 1, direction: 'out', type: 'bulk', packetSize: 64 } as const;
const back = { endpointNumber: 2, direction: 'in', type: 'bulk', packetSize: 64 } as const;
const alternate = (change: Partial<UsbAlternateInfo> = {}): UsbAlternateInfo => ({
  alternateSetting: 0,
  interfaceClass: 7,
  interfaceSubclass: 1,
  interfaceProtocol: 2,
  endpoints: [out, back],
  ...change,
});
const one = (...alternates: UsbAlternateInfo[]): UsbInterfaceInfo[] => [{ interfaceNumber: 0, alternates }];

describe('parsing the descriptors', () => {
  it('reads interfaces, alternates and endpoints of the first configuration', () => {
    const unknown = [5, 0x24, 1, 2, 3];
    const second = configuration(9, 4, 7, 0, 0, 3, 0, 0, 0);
    const bytes = Uint8Array.from([...device, ...configuration(...unknown, ...printerWithBoth), ...second]);
    expect(parseUsbDescriptors(bytes)).toEqual([
      { interfaceNumber: 0, alternates: [alternate({ endpoints: [out, { ...back, packetSize: 512 }] })] },
    ]);
  });

  it.each([[[]], [[0]], [[0, 0, 0, 0]], [[9, 4]], [[...device, 9, 4, 0, 0]], [[...device, 0xff, 4, 0]]])(
    'stops at nonsense: %j',
    (bytes) => {
      expect(parseUsbDescriptors(Uint8Array.from(bytes))).toEqual([]);
    },
  );
});

describe('choosing the interface', () => {
  it('prefers the setting that talks back', () => {
    const oneWay = alternate({ interfaceProtocol: 1, endpoints: [out] });
    const twoWay = alternate({ alternateSetting: 1 });
    expect(choosePrinterInterface(one(oneWay, twoWay))).toEqual({
      interfaceNumber: 0,
      alternateSetting: 1,
      out,
      in: back,
    });
    expect(choosePrinterInterface(one(oneWay))).toMatchObject({ alternateSetting: 0, in: null });
  });

  it('finds the printer of a composite device', () => {
    const keyboard = alternate({ interfaceClass: 3, endpoints: [] });
    const both = [...one(keyboard), { interfaceNumber: 3, alternates: [alternate()] }];
    expect(choosePrinterInterface(both)).toMatchObject({ interfaceNumber: 3 });
  });

  it.each([
    ['IPP over USB', alternate({ interfaceProtocol: 4 })],
    ['IEEE 1284.4', alternate({ interfaceProtocol: 3 })],
    ['no bulk OUT', alternate({ endpoints: [back] })],
    ['an interrupt OUT', alternate({ endpoints: [{ ...out, type: 'interrupt' }] })],
  ])('takes no %s', (_, unfit) => {
    expect(choosePrinterInterface(one(unfit))).toBeNull();
    expect(hasPrinterClass(one(unfit))).toBe(true);
  });

  it('takes a class of its own only when asked for', () => {
    const vendor = one(alternate({ interfaceClass: 255, interfaceProtocol: 255 }));
    expect(choosePrinterInterface(vendor)).toBeNull();
    expect(choosePrinterInterface(vendor, { anyClass: true })).toMatchObject({ out, in: back });
    expect(choosePrinterInterface(one(alternate({ interfaceClass: 8 })), { anyClass: true })).toBeNull();
  });
});
