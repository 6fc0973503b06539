import {
  parseRegQuery,
  queryRegistry,
  type RegistryKey,
  type RunReg,
  registryNumber,
  registryText,
  runRegExe,
} from './windows-reg-query.ts';

/** GUID_DEVINTERFACE_USBPRINT of usbprint.h: the interface that usbprint.sys offers for each USB printer. */
export const usbprintInterfaceClass = '{28d78fad-5a12-11d1-ae5b-0000f803a8c2}';

/** A printer that has usbprint.sys (Windows' own driver), plugged in or remembered. */
export interface UsbprintDevice {
  /** For CreateFile: `\\?\usb#vid_0471&pid_0055#SERIAL#{28d78fad-5a12-11d1-ae5b-0000f803a8c2}`. */
  path: string;
  vendorId: number;
  productId: number;
  /** The printer's serial number; null where Windows made up an instance name (`6&1f0b2c&0&2`): that one names a port. */
  serial: string | null;
  /** `mi_01` of a composite device: 1. */
  interfaceNumber: number | null;
  /** The spooler's port for it: `USB001`. */
  portName: string | null;
  /** Whether Windows has it at present: the registry remembers every printer that ever was there. */
  linked: boolean;
}

/** Longest time for reg.exe: the agent waits for an `open` no longer than 12 s (driver-connector.ts). */
const defaultTimeoutMs = 4000;
const interfacesKey = `HKLM\\SYSTEM\\CurrentControlSet\\Control\\DeviceClasses\\${usbprintInterfaceClass}`;

/**
 * The usbprint printers in the output of `reg query "HKLM\SYSTEM\CurrentControlSet\Control\DeviceClasses\{28d78fad-…}" /s`,
 * plugged in ones first. What cannot be read is left out.
 *
 * Each printer is a subkey `##?#USB#VID_0471&PID_0055#SERIAL#{28d78fad-…}`: its path with `\\?\` written `##?#`
 * (learn.microsoft.com, "Device Interface Classes"; layout as read by programs in use since 2005, "Getting a handle on
 * usbprint.sys"). Under it, `#\Device Parameters` has the port (Base Name, Port Number), and the volatile
 * `#\Control` has `Linked` = 1 while the interface is enabled.
 */
export function parseUsbprintRegistry(regQueryOutput: string): UsbprintDevice[] {
  const keys = parseRegQuery(regQueryOutput);
  const byPath = new Map(keys.map((key) => [key.path.toLowerCase(), key]));
  const devices = new Map<string, UsbprintDevice>();
  for (const key of keys) {
    const identity = readIdentity(key.path);
    if (identity === null || devices.has(identity.path.toLowerCase())) continue;
    const parameters = byPath.get(`${identity.keyPath}\\#\\device parameters`);
    const control = byPath.get(`${identity.keyPath}\\#\\control`);
    const { keyPath: _, ...device } = identity;
    devices.set(device.path.toLowerCase(), {
      ...device,
      portName: readPortName(parameters),
      linked: registryNumber(control, 'Linked') === 1,
    });
  }
  return [...devices.values()].sort((one, other) => Number(other.linked) - Number(one.linked));
}

/** Lists the usbprint printers of this computer. Throws AgentError `PRINTER_LISTING_FAILED`. Needs no administrator. */
export async function listUsbprintDevices({
  runReg = runRegExe,
  timeoutMs = defaultTimeoutMs,
}: {
  runReg?: RunReg;
  timeoutMs?: number;
} = {}): Promise<UsbprintDevice[]> {
  return parseUsbprintRegistry(await queryRegistry(interfacesKey, runReg, timeoutMs));
}

/** From the key of an interface or of anything under it, as a query may be cut short: null for any other key. */
function readIdentity(keyPath: string) {
  // Greedy: a serial number may hold a `#`.
  const match =
    /^(.*\\##\?#USB#VID_([0-9a-f]{4})&PID_([0-9a-f]{4})(?:&MI_([0-9a-f]{2}))?#(.+)#(\{[0-9a-f-]{36}\}))(?:\\|$)/i.exec(
      keyPath,
    );
  if (match === null) return null;
  const [, whole = '', vendor = '', product = '', mi, instance = '', interfaceClass = ''] = match;
  if (interfaceClass.toLowerCase() !== usbprintInterfaceClass || instance.includes('\\')) return null;
  const ids = `vid_${vendor}&pid_${product}${mi === undefined ? '' : `&mi_${mi}`}`.toLowerCase();
  return {
    keyPath: whole.toLowerCase(),
    path: `\\\\?\\usb#${ids}#${instance}#${usbprintInterfaceClass}`,
    vendorId: Number.parseInt(vendor, 16),
    productId: Number.parseInt(product, 16),
    serial: readSerial(instance, mi !== undefined),
    interfaceNumber: mi === undefined ? null : Number.parseInt(mi, 16),
  };
}

/**
 * Windows makes up an instance name with a `&` as its second character where the device has no serial number, and for
 * every function of a composite device (learn.microsoft.com, "Instance IDs" and "Enumeration of USB Composite Devices").
 */
function readSerial(instance: string, isFunction: boolean): string | null {
  return isFunction || /^[0-9a-f]+&/i.test(instance) ? null : instance;
}

function readPortName(parameters: RegistryKey | undefined): string | null {
  const base = registryText(parameters, 'Base Name')?.trim();
  const port = registryNumber(parameters, 'Port Number');
  // usbmon's form: at least three digits, decimal.
  return base && port !== null && port > 0 ? `${base}${String(port).padStart(3, '0')}` : null;
}

/** A USB function of printer class (7) that this computer knows, and the driver that Windows has bound to it. */
export interface UsbPrinterService {
  vendorId: number;
  productId: number;
  /** Null where Windows made up the instance name. */
  serial: string | null;
  interfaceNumber: number | null;
  /** Lower case: `usbprint` (Windows' own), `winusb` (can be opened by the `usb` connector), others; null: none. */
  service: string | null;
}

const usbDevicesKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Enum\\USB';

/**
 * The printers in the output of `reg query "HKLM\SYSTEM\CurrentControlSet\Enum\USB" /s`, plugged in or remembered: each
 * device is a key `VID_0471&PID_0055\INSTANCE` with `CompatibleIDs` (`USB\Class_07…`) and `Service`
 * (learn.microsoft.com, "Printer Connected to a USB Port" and "HKLM\SYSTEM\CurrentControlSet\Enum Registry Tree").
 */
export function parseUsbPrinterServices(regQueryOutput: string): UsbPrinterService[] {
  return parseRegQuery(regQueryOutput).flatMap((key) => {
    const match = /\\Enum\\USB\\VID_([0-9a-f]{4})&PID_([0-9a-f]{4})(?:&MI_([0-9a-f]{2}))?\\([^\\]+)$/i.exec(key.path);
    // A REG_MULTI_SZ is printed with a `\0` between its texts.
    const isPrinter = /(?:^|\\0)USB\\Class_07(?:&|\\0|$)/i.test(registryText(key, 'CompatibleIDs') ?? '');
    if (match?.[1] === undefined || match[2] === undefined || match[4] === undefined || !isPrinter) return [];
    return {
      vendorId: Number.parseInt(match[1], 16),
      productId: Number.parseInt(match[2], 16),
      serial: readSerial(match[4], match[3] !== undefined),
      interfaceNumber: match[3] === undefined ? null : Number.parseInt(match[3], 16),
      service: registryText(key, 'Service')?.trim().toLowerCase() || null,
    };
  });
}

/** Lists them on this computer. Throws AgentError `PRINTER_LISTING_FAILED`. Needs no administrator. */
export async function listUsbPrinterServices({
  runReg = runRegExe,
  timeoutMs = defaultTimeoutMs,
}: {
  runReg?: RunReg;
  timeoutMs?: number;
} = {}): Promise<UsbPrinterService[]> {
  return parseUsbPrinterServices(await queryRegistry(usbDevicesKey, runReg, timeoutMs));
}
