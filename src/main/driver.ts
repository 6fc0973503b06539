import { createDriverDevice } from './printers/driver-device.ts';
import { endAfter } from './printers/driver-end.ts';
import type { DriverMessage, DriverRequest } from './printers/driver-protocol.ts';
import { createDriverServer } from './printers/driver-server.ts';
import { listWindowsPrinters } from './printers/windows-printer-list.ts';

/** Longest time to let go of the device once the agent is gone. */
const shutDownMs = 4000;

/**
 * Entry of the driver process (out/driver.js), started by the agent: owns the printer, so that a USB stack that hangs or
 * crashes takes this process down and not the agent. Ends when its channel does, however the agent died.
 */
function main(): void {
  if (process.send === undefined) {
    process.stderr.write('This is a part of SmartPOS Agent, which starts it by itself.\n');
    process.exitCode = 2;
    return;
  }
  // A stop of the whole service reaches this process, too; but the agent first finishes the job under way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const server = createDriverServer({
    send,
    createDevice: createDriverDevice,
    listPrinters: () => listWindowsPrinters(),
  });
  process.on('message', (message) => server.handle(message as DriverRequest));
  process.on('disconnect', () => endAfter(() => server.shutDown(), shutDownMs));
}

/** Resolves once the system has the message; the agent reads it even if this process dies in the next moment. */
function send(message: DriverMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

main();
