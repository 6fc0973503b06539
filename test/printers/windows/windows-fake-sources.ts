import type { UsbDeviceHandle, UsbLibrary } from '../../../src/main/printers/usb/usb-device.ts';
import type { WindowsDeviceFileSystem } from '../../../src/main/printers/windows/windows-device-connector.ts';
import type { WindowsSources } from '../../../src/main/printers/windows/windows-sources.ts';
import { usbprintInterfaceClass } from '../../../src/main/printers/windows/windows-usb-registry.ts';
import { createFakeUsbprint, type FakeUsbprint, windowsError } from './windows-fake-usbprint.ts';
import { createFakeWinspool, type FakeWinspool } from './winspool-fake.ts';

export interface FakeUsbprintPrinter {
  vid: string;
  pid: string;
  /** `A1`, or what Windows makes up for a socket: `6&1f0b2c&0&2`. */
  instance: string;
  port: number;
  linked: boolean;
}

/**
 * A Windows machine: what reg.exe prints of the printers here, npm usb's list, a spooler with one queue, and the device
 * paths. Blind spots: those of the fakes that it is made of.
 */
export interface FakeWindows {
  readonly sources: Required<WindowsSources>;
  readonly fs: WindowsDeviceFileSystem;
  /** With usbprint.sys. */
  printers: FakeUsbprintPrinter[];
  /** Other drivers: `winusb`, `libusb0`. */
  services: { vid: string; pid: string; instance: string; service: string }[];
  plugged: Partial<UsbDeviceHandle>[];
  /** What waits when a path is opened. */
  readonly device: FakeUsbprint;
  readonly spooler: FakeWinspool;
  readonly openedPaths: string[];
  regQueries: number;
  /** Given instead of reg.exe's answer. */
  regFails: boolean;
}

export const ticketPrinter: FakeUsbprintPrinter = { vid: '0471', pid: '0055', instance: 'A1', port: 1, linked: true };

export function pathOf({ vid, pid, instance }: FakeUsbprintPrinter): string {
  return `\\\\?\\usb#vid_${vid}&pid_${pid}#${instance}#${usbprintInterfaceClass}`;
}

export function createFakeWindows(queueName = 'POS-80 (caisse)'): FakeWindows {
  const spooler = createFakeWinspool(queueName);
  const device = createFakeUsbprint();
  const openedPaths: string[] = [];
  const fake: FakeWindows = {
    sources: {
      runReg: async (args) => {
        fake.regQueries += 1;
        if (fake.regFails) throw new Error('no reg.exe');
        return { exitCode: 0, stdout: args[1]?.includes('Enum\\USB') ? printServices(fake) : printInterfaces(fake) };
      },
      winspool: spooler.winspool,
      loadLibrary: async () => ({ getDevices: async () => fake.plugged }) as unknown as UsbLibrary,
    },
    fs: {
      open: async (path, flags) => {
        openedPaths.push(path);
        const isThere = fake.printers.some((printer) => printer.linked && pathOf(printer) === path);
        if (!isThere) throw windowsError('ENOENT');
        return device.fs.open(path, flags);
      },
    },
    printers: [],
    services: [],
    plugged: [],
    device,
    spooler,
    openedPaths,
    regQueries: 0,
    regFails: false,
  };
  return fake;
}

function printInterfaces({ printers }: FakeWindows): string {
  const root = `HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\DeviceClasses\\${usbprintInterfaceClass}`;
  return printers
    .flatMap(({ vid, pid, instance, port, linked }) => {
      const key = `${root}\\##?#USB#VID_${vid}&PID_${pid}#${instance}#${usbprintInterfaceClass}`;
      const control = linked ? [`${key}\\#\\Control`, '    Linked    REG_DWORD    0x1', ''] : [];
      const parameters = ['    Base Name    REG_SZ    USB', `    Port Number    REG_DWORD    0x${port.toString(16)}`];
      return [key, '', `${key}\\#\\Device Parameters`, ...parameters, '', ...control];
    })
    .join('\r\n');
}

function printServices({ services }: FakeWindows): string {
  return services
    .flatMap(({ vid, pid, instance, service }) => [
      `HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Enum\\USB\\VID_${vid}&PID_${pid}\\${instance}`,
      '    CompatibleIDs    REG_MULTI_SZ    USB\\Class_07&SubClass_01&Prot_02\\0USB\\Class_07',
      `    Service    REG_SZ    ${service}`,
      '',
    ])
    .join('\r\n');
}
