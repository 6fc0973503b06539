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

const defaultTimeoutMs = 5_000;
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
  return readDevices(parseRegQuery(regQueryOutput));
}

/** Lists the usbprint printers of this computer. Throws AgentError `PRINTER_LISTING_FAILED`. Needs no administrator. */
export async function listUsbprintDevices({
  runReg = runRegExe,
  timeoutMs = defaultTimeoutMs,
}: {
  runReg?: RunReg;
  timeoutMs?: number;
} = {}): Promise<UsbprintDevice[]> {
  return readDevices(await queryRegistry(interfacesKey, runReg, timeoutMs));
}

function readDevices(keys: RegistryKey[]): UsbprintDevice[] {
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
