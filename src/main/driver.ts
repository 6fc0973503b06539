import { createDeviceConnector } from './printers/driver/driver-device.ts';
import { endAfter, openDriverChannel } from './printers/driver/driver-line.ts';
import { createDriverServer } from './printers/driver/driver-server.ts';
import { listWindowsPrinters } from './printers/windows/windows-printer-list.ts';

/** Longest time to let go of the device once the agent is gone. */
const shutDownMs = 4000;

/**
 * Entry of the driver process (out/driver.js), started by the agent: owns the printer, so that a USB stack that hangs or
 * crashes takes this process down and not the agent. Ends when its channel does, however the agent died.
 */
function main(): void {
  const channel = openDriverChannel();
  if (channel === null) {
    process.stderr.write('This is a part of SmartPOS Agent, which starts it by itself.\n');
    process.exitCode = 2;
    return;
  }
  // A stop of the whole service reaches this process, too; but the agent first finishes the job under way.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  const server = createDriverServer({
    send: channel.send,
    createConnector: createDeviceConnector,
    listPrinters: () => listWindowsPrinters(),
  });
  channel.onRequest(server.handle);
  channel.onEnd(() => endAfter(() => server.shutDown(), shutDownMs));
}

main();
