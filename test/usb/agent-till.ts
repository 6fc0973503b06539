import { mkdirSync, writeFileSync } from 'node:fs';
import { childrenOf } from '../chaos/process-tree.ts';
import { call, type Status } from '../end-to-end/agent-api.ts';
import { makeDataDir, type StartedAgent, startAgent } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import type { EmulatedUsbPrinter, UsbEmulator, UsbPrinterOptions } from '../usb-emulator/start-usb-emulator.ts';

/** The built agent over an emulated USB printer. */
export interface UsbTill {
  readonly agent: StartedAgent;
  readonly printer: EmulatedUsbPrinter;
  close(): Promise<void>;
}

export interface UsbTillOptions {
  printer?: UsbPrinterOptions;
  /** `--printer`. Default `usb`. */
  address?: string;
  /** What the settings file says. */
  settings?: object;
}

/** The model that the agent supposes unless it is told another one. */
const defaultProfile = 'generic-58';

/** Plugs a printer in and starts the agent beside the emulator, in the same namespaces. */
export async function startUsbTill(emulator: UsbEmulator, options: UsbTillOptions = {}): Promise<UsbTill> {
  const { address = 'usb', settings } = options;
  const printer = await emulator.plug({ profile: defaultProfile, ...options.printer });
  const dataDir = makeDataDir();
  if (settings !== undefined) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${dataDir}/settings.json`, JSON.stringify(settings));
  }
  const agent = await startAgent({ args: ['--printer', address], dataDir });
  return {
    agent,
    printer,
    close: async () => {
      await agent.kill();
      await printer.unplug();
    },
  };
}

/** A till for the time of one test. */
export async function withUsbTill(
  emulator: UsbEmulator,
  use: (till: UsbTill) => Promise<void>,
  options: UsbTillOptions = {},
): Promise<void> {
  const till = await startUsbTill(emulator, options);
  try {
    await use(till);
  } finally {
    await till.close();
  }
}

export interface PrinterView {
  state: Status['printer']['state'];
  reasons: string[];
  code: string;
  message: string;
  transport: string;
  jobs: Status['printer']['jobs'];
}

/** What `GET /status` says of the printer, its code and its sentence included. */
export async function readPrinter(agent: StartedAgent): Promise<PrinterView> {
  return (await call<{ printer: PrinterView }>(agent, 'GET', '/status')).body.printer;
}

export function untilPrinter(
  agent: StartedAgent,
  what: string,
  fits: (printer: PrinterView) => boolean,
): Promise<PrinterView> {
  return until(`the printer is ${what}`, async () => [await readPrinter(agent)].find(fits));
}

/** Resolves once the agent has the printer in its hands and has nothing else to do. */
export async function untilReady({ agent, printer }: UsbTill): Promise<void> {
  await untilPrinter(agent, 'ready', ({ state }) => state === 'ready');
  await printer.waitFor('the agent has claimed it', ({ claimed }) => claimed);
}

/** Resolves with the agent's child, which owns the USB device. */
export function untilDriver({ pid }: StartedAgent): Promise<number> {
  return until('the agent has a driver process', () => childrenOf(pid)[0]);
}

/** How often each of the orders stands on paper, whole or not. */
export async function countOnPaper(
  { printer }: Pick<UsbTill, 'printer'>,
  orderIds: readonly number[],
): Promise<number[]> {
  await printer.flush();
  const texts = (await printer.papers()).map(({ text }) => text).join('\n');
  return orderIds.map((id) => texts.match(new RegExp(`Ticket N°: ${id}\\b`, 'g'))?.length ?? 0);
}
