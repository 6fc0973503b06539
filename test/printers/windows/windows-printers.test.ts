import { describe, expect, it } from 'vitest';
import {
  chooseWindowsWay,
  type WantedPrinter,
  type WindowsListings,
} from '../../../src/main/printers/windows/windows-printers.ts';
import { usbprintInterfaceClass } from '../../../src/main/printers/windows/windows-usb-registry.ts';

type Usbprint = WindowsListings['usbprint'][number];
type Usb = WindowsListings['usb'][number];
type Queue = WindowsListings['queues'][number];

function usbprint(fields: Partial<Usbprint> = {}): Usbprint {
  const { vendorId = 0x0471, productId = 0x0055, serial = 'A1', portName = 'USB001', linked = true } = fields;
  const ids = [vendorId, productId].map((id) => id.toString(16).padStart(4, '0'));
  const path = `\\\\?\\usb#vid_${ids[0]}&pid_${ids[1]}#${serial}#${usbprintInterfaceClass}`;
  return { path, vendorId, productId, serial, interfaceNumber: null, portName, linked };
}

function usb(fields: Partial<Usb> = {}): Usb {
  return {
    vendorId: 0x0fe6,
    productId: 0x811e,
    serial: null,
    interfaceNumber: null,
    service: 'winusb',
    present: true,
    ...fields,
  };
}

function queue(fields: Partial<Queue> = {}): Queue {
  return {
    name: 'POS-80',
    portName: 'USB001',
    driverName: null,
    isNetwork: false,
    isFax: false,
    problem: null,
    ...fields,
  };
}

const pdf = queue({ name: 'Microsoft Print to PDF', portName: 'PORTPROMPT:' });
const laser = usbprint({ vendorId: 0x03f0, productId: 0x2b17, serial: 'HP', portName: 'USB002' });
const path = `file:${usbprint().path}`;

interface Row {
  name: string;
  listings: Partial<WindowsListings>;
  wanted?: WantedPrinter;
  /** An address, or the code of why there is none. */
  expected: string;
}

const rows: Row[] = [
  { name: 'usbprint alone', listings: { usbprint: [usbprint()] }, expected: path },
  {
    name: 'usbprint before WinUSB and before its own queue',
    listings: { usbprint: [usbprint()], usb: [usb()], queues: [queue(), pdf] },
    expected: path,
  },
  {
    name: 'usbprint without a port',
    listings: { usbprint: [usbprint({ portName: null })], queues: [queue()] },
    expected: path,
  },
  {
    name: 'WinUSB where it is installed, before a queue',
    listings: { usb: [usb()], queues: [queue({ portName: 'COM3' })] },
    expected: 'usb:0fe6:811e',
  },
  {
    name: 'WinUSB beside a remembered usbprint printer',
    listings: { usbprint: [usbprint({ linked: false })], usb: [usb()] },
    expected: 'usb:0fe6:811e',
  },
  { name: 'an unplugged WinUSB printer', listings: { usb: [usb({ present: false })] }, expected: 'PRINTER_NOT_FOUND' },
  { name: 'another driver', listings: { usb: [usb({ service: 'libusb0' })] }, expected: 'PRINTER_NOT_FOUND' },
  { name: 'no driver', listings: { usb: [usb({ service: null })] }, expected: 'PRINTER_NOT_FOUND' },
  {
    name: 'a queue last',
    listings: { usb: [usb({ service: 'libusbk' })], queues: [pdf, queue({ portName: 'ESDPRT001' })] },
    expected: 'spooler:POS-80',
  },
  {
    name: 'not the queue of an unplugged printer: Windows would keep the tickets',
    listings: { usbprint: [usbprint({ linked: false })], queues: [queue()] },
    expected: 'PRINTER_NOT_FOUND',
  },
  {
    name: 'not a queue with a problem',
    listings: { queues: [queue({ problem: { code: 'PRINTER_OFFLINE', message: 'En pause.' } })] },
    expected: 'PRINTER_NOT_FOUND',
  },
  {
    name: 'no queue without paper',
    listings: {
      queues: [
        pdf,
        queue({ name: 'Fax', portName: 'SHRFAX:', isFax: true }),
        queue({ name: 'Microsoft XPS Document Writer', portName: 'PORTPROMPT:' }),
        queue({ name: 'OneNote (Desktop)', portName: 'nul:' }),
        queue({ name: 'To a file', portName: 'FILE:' }),
      ],
    },
    expected: 'PRINTER_NOT_FOUND',
  },
  { name: 'nothing', listings: {}, expected: 'PRINTER_NOT_FOUND' },
  { name: 'two usbprint printers', listings: { usbprint: [usbprint(), laser] }, expected: 'PRINTER_AMBIGUOUS' },
  {
    name: 'two queues',
    listings: { queues: [queue({ portName: 'COM1' }), queue({ name: 'Laser', portName: 'LPT1:' })] },
    expected: 'PRINTER_AMBIGUOUS',
  },
  {
    name: 'one of two by its ids',
    listings: { usbprint: [laser, usbprint()] },
    wanted: { vendorId: 0x0471, productId: 0x0055 },
    expected: path,
  },
  {
    name: 'one of two of a kind by its serial number, in any case',
    listings: { usbprint: [usbprint({ serial: 'B2', portName: 'USB004' }), usbprint()] },
    wanted: { vendorId: 0x0471, productId: 0x0055, serial: 'a1' },
    expected: path,
  },
  {
    name: 'one of two by its port',
    listings: { usbprint: [laser, usbprint()] },
    wanted: { portName: 'usb001' },
    expected: path,
  },
  {
    name: 'one of two of a kind without saying which',
    listings: { usbprint: [usbprint({ serial: 'B2' }), usbprint()] },
    wanted: { vendorId: 0x0471, productId: 0x0055 },
    expected: 'PRINTER_AMBIGUOUS',
  },
  {
    name: 'a queue by name, though usbprint has a printer',
    listings: { usbprint: [usbprint()], queues: [queue(), queue({ name: 'Cuisine', portName: 'IP_1' })] },
    wanted: { queueName: 'cuisine' },
    expected: 'spooler:Cuisine',
  },
  {
    name: 'not the queue of another printer than the wanted one',
    listings: { usbprint: [laser], queues: [queue({ name: 'Laser', portName: 'USB002' })] },
    wanted: { vendorId: 0x0471, productId: 0x0055 },
    expected: 'PRINTER_NOT_FOUND',
  },
];

function choose({ listings, wanted }: Row) {
  return chooseWindowsWay({ usbprint: [], usb: [], queues: [], ...listings }, wanted);
}

describe('chooseWindowsWay', () => {
  it.each(rows)('$name → $expected', (row) => {
    const choice = choose(row);
    expect(choice.chosen === null ? choice.code : choice.chosen.address).toBe(row.expected);
    const kinds = { 'file:': 'device-file', 'usb:': 'usb', 'spooler:': 'spooler' };
    for (const way of [...(choice.chosen === null ? [] : [choice.chosen]), ...choice.others]) {
      const [, kind] = Object.entries(kinds).find(([scheme]) => way.address.startsWith(scheme)) ?? [];
      expect(way.transport).toBe(kind);
      expect(way.reason).toMatch(/\.$/);
    }
  });

  it('says that Zadig is never necessary, whatever it says', () => {
    for (const row of rows) {
      const choice = choose(row);
      const said = [
        choice.chosen?.reason,
        'reason' in choice ? choice.reason : '',
        ...choice.others.map((way) => way.reason),
      ];
      for (const text of said) {
        if (text !== undefined && /Zadig/.test(text)) expect(text).toContain("Zadig n'est jamais nécessaire.");
      }
    }
    expect(choose({ name: '', listings: {}, expected: '' })).toMatchObject({
      reason: expect.stringContaining("Zadig n'est jamais nécessaire."),
    });
  });

  it('names everything else, and says why not', () => {
    const { others } = choose({
      name: '',
      listings: {
        usbprint: [usbprint(), usbprint({ serial: 'OLD', portName: 'USB007', linked: false })],
        usb: [usb({ service: 'usbprint' }), usb({ vendorId: 0x0416, productId: 0x5011, service: 'libusb0' })],
        queues: [queue(), pdf],
      },
      expected: '',
    });
    expect(others.map(({ address, reason }) => [address.slice(-22), reason])).toEqual([
      [expect.any(String), expect.stringContaining('Débranchée')],
      ['usb:0416:5011', expect.stringContaining('« libusb0 »')],
      ['spooler:POS-80', expect.stringContaining('passe avant')],
      ['Microsoft Print to PDF', expect.stringContaining('PDF')],
    ]);
  });

  it('names the ways to choose from when there are several', () => {
    const choice = choose({ name: '', listings: { usbprint: [usbprint(), laser] }, expected: '' });
    expect(choice).toMatchObject({ chosen: null, reason: expect.stringContaining(`${path} ou file:${laser.path}`) });
    expect(choice.others).toHaveLength(2);
  });
});
