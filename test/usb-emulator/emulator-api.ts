import type { VirtualPaper } from '../../src/main/printers/virtual/virtual-paper.ts';
import type { DrawerPulse } from '../printer-emulator/faulty-printer.ts';
import type {
  InterfaceDriver,
  ReplugOptions,
  UsbPrinterFaults,
  UsbPrinterOptions,
  UsbPrinterState,
} from './usb-printer-options.ts';

/** What the emulator's process does on request; `printer` is the number that `plug` gave. */
export interface EmulatorApi {
  plug(options: UsbPrinterOptions): number;
  unplug(printer: number): void;
  replug(printer: number, options: ReplugOptions): void;
  setFaults(printer: number, change: Partial<UsbPrinterFaults>): void;
  clearFaults(printer: number): void;
  setDriver(printer: number, driver: InterfaceDriver): void;
  say(printer: number, bytes: Uint8Array): void;
  printed(printer: number): Uint8Array;
  papers(printer: number): readonly VirtualPaper[];
  drawerPulses(printer: number): readonly DrawerPulse[];
  flush(printer: number): Promise<void>;
  state(printer: number): UsbPrinterState;
  setSysfs(visible: boolean): void;
  setHotplugEvents(announced: boolean): void;
}

export type EmulatorCallName = keyof EmulatorApi;

export interface EmulatorRequest {
  id: number;
  name: EmulatorCallName;
  arguments: unknown[];
}

/** `id` 0: the emulator is ready, or could not start. */
export type EmulatorReply = { id: number; result: unknown } | { id: number; error: string };
