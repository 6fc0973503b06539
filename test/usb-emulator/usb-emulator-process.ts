import { statfsSync } from 'node:fs';
import { until } from '../contracts/connector-harness.ts';
import { EmulatedPrinter } from './emulated-printer.ts';
import type { EmulatorApi, EmulatorReply, EmulatorRequest } from './emulator-api.ts';
import type { FuseServer } from './fuse-server.ts';
import { fuse } from './kernel-numbers.ts';
import { usbfsPath, whyNotInNamespace } from './namespace.ts';
import { createUsbBus, type UsbBus } from './usb-bus.ts';
import { mountUsbfs } from './usbfs-files.ts';

/** A client that never polls hears nothing. */
const tellClientsMs = 300;

/** The emulator's process: its clients block in the kernel until it answers, so it must not be one of them. */

function startEmulator(): void {
  const why = whyNotInNamespace();
  if (why !== null) throw new Error(why);
  if (statfsSync(usbfsPath).type === fuse.SUPER_MAGIC)
    throw new Error('there is an emulator in this namespace already');
  const bus = createUsbBus();
  const api = createApi(bus);
  const server = mountUsbfs(usbfsPath, bus);
  process.on('message', (message) => void serve(api, message as EmulatorRequest));
  // Its test has stopped it, or has ended in any other way.
  process.on('disconnect', () => void stop(bus, server));
}

/**
 * A descriptor that a client has leaked outlives the mount, and a client that polls it would spin on its error for
 * ever: it is first told that the device is gone.
 */
async function stop(bus: UsbBus, server: FuseServer): Promise<void> {
  const handles = bus.devices.flatMap((device) => [...device.handles]);
  bus.clear();
  const allKnow = () => handles.every((handle) => handle.knowsItIsGone || !handle.device.handles.has(handle));
  await until('every client knew', allKnow, tellClientsMs).catch(() => {});
  server.unmount();
  // Not exit(), which waits for the thread that reads from the kernel, which a leaked descriptor keeps there.
  process.kill(process.pid, 'SIGKILL');
}

function createApi(bus: UsbBus): EmulatorApi {
  const printers: EmulatedPrinter[] = [];
  function find(number: number): EmulatedPrinter {
    const printer = printers[number];
    if (printer === undefined) throw new Error(`no printer ${number}`);
    return printer;
  }

  return {
    plug: (options) => printers.push(new EmulatedPrinter(bus, options)) - 1,
    unplug: (number) => find(number).unplug(),
    replug: (number, options) => find(number).replug(options),
    setFaults: (number, change) => find(number).setFaults(change),
    clearFaults: (number) => find(number).clearFaults(),
    setDriver: (number, driver) => find(number).setDriver(driver),
    say: (number, bytes) => find(number).say(bytes),
    printed: (number) => find(number).printer.printed(),
    papers: (number) => find(number).printer.papers,
    drawerPulses: (number) => find(number).printer.device.drawerPulses,
    flush: (number) => find(number).flush(),
    state: (number) => find(number).state(),
    setSysfs: (visible) => bus.setSysfs(visible),
    setHotplugEvents: (announced) => bus.setHotplugEvents(announced),
  };
}

async function serve(api: EmulatorApi, request: EmulatorRequest): Promise<void> {
  const call = api[request.name] as (...callArguments: unknown[]) => unknown;
  try {
    reply({ id: request.id, result: await call(...request.arguments) });
  } catch (error) {
    reply({ id: request.id, error: String(error) });
  }
}

function reply(message: EmulatorReply): void {
  // A test that ends does not wait for its answers.
  process.send?.(message, undefined, undefined, () => {});
}

try {
  startEmulator();
  reply({ id: 0, result: null });
} catch (error) {
  reply({ id: 0, error: String(error) });
  process.exitCode = 1;
  process.disconnect();
}
