import {
  parseRegQuery,
  queryRegistry,
  type RegistryKey,
  type RunReg,
  registryText,
  runRegExe,
} from './windows-reg-query.ts';

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

const defaultTimeoutMs = 10_000;
const usbDevicesKey = 'HKLM\\SYSTEM\\CurrentControlSet\\Enum\\USB';

/**
 * The printers in the output of `reg query "HKLM\SYSTEM\CurrentControlSet\Enum\USB" /s`, plugged in or remembered: each
 * device is a key `VID_0471&PID_0055\INSTANCE` with `CompatibleIDs` (`USB\Class_07…`) and `Service`
 * (learn.microsoft.com, "Printer Connected to a USB Port" and "HKLM\SYSTEM\CurrentControlSet\Enum Registry Tree").
 */
export function parseUsbPrinterServices(regQueryOutput: string): UsbPrinterService[] {
  return readServices(parseRegQuery(regQueryOutput));
}

/** Lists them on this computer. Throws AgentError `PRINTER_LISTING_FAILED`. Needs no administrator. */
export async function listUsbPrinterServices({
  runReg = runRegExe,
  timeoutMs = defaultTimeoutMs,
}: {
  runReg?: RunReg;
  timeoutMs?: number;
} = {}): Promise<UsbPrinterService[]> {
  return readServices(await queryRegistry(usbDevicesKey, runReg, timeoutMs));
}

function readServices(keys: RegistryKey[]): UsbPrinterService[] {
  return keys.flatMap((key) => {
    const match = /\\Enum\\USB\\VID_([0-9a-f]{4})&PID_([0-9a-f]{4})(?:&MI_([0-9a-f]{2}))?\\([^\\]+)$/i.exec(key.path);
    // A REG_MULTI_SZ is printed with a `\0` between its texts.
    const isPrinter = /(?:^|\\0)USB\\Class_07(?:&|\\0|$)/i.test(registryText(key, 'CompatibleIDs') ?? '');
    if (match?.[1] === undefined || match[2] === undefined || match[4] === undefined || !isPrinter) return [];
    return {
      vendorId: Number.parseInt(match[1], 16),
      productId: Number.parseInt(match[2], 16),
      serial: match[3] !== undefined || /^[0-9a-f]+&/i.test(match[4]) ? null : match[4],
      interfaceNumber: match[3] === undefined ? null : Number.parseInt(match[3], 16),
      service: registryText(key, 'Service')?.trim().toLowerCase() || null,
    };
  });
}
