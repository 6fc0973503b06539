/**
 * `npm run bench:usb`: what USB costs, on an emulated printer in private namespaces (root and /dev/fuse): the agent over
 * USB beside the agent over TCP, and the driver process beside the same link in this process. Prints Markdown.
 */

import { readOptions, ScriptFailure } from '../scripts/script-failure.ts';
import { findProfile } from '../src/main/escpos/profiles.ts';
import { createDriverConnector } from '../src/main/printers/driver/driver-connector.ts';
import { forkDriverPort } from '../src/main/printers/driver/driver-line.ts';
import type { Connector } from '../src/main/printers/transport/link.ts';
import { createUsbConnector } from '../src/main/printers/usb/usb-connector.ts';
import '../scripts/tell-failures.ts';
import { startTcpPrinter } from '../test/printer-emulator/tcp-printer.ts';
import { startUsbEmulator, type UsbEmulator, whyNoUsbEmulator } from '../test/usb-emulator/start-usb-emulator.ts';
import { postTicketAndWait } from './post-ticket-and-wait.ts';
import { startAgent } from './start-server.ts';
import { median } from './statistics.ts';
import { openWorkDirectory } from './work-directory.ts';

readOptions({});

const rounds = 5;
const ticketsPerRound = 40;
const writesPerRound = 20;
const ids = { vendorId: 0x0471, productId: 0x0055 };

/** POST until the printer has confirmed the ticket, ms: the last byte plus the answer to the fence. */
async function measureAgents(emulator: UsbEmulator): Promise<string[]> {
  const profile = findProfile('generic-58');
  if (profile === undefined) {
    throw new Error('no profile generic-58');
  }
  const work = openWorkDirectory();
  const tcp = await startTcpPrinter({ profile });
  const usb = await emulator.plug({ ...ids, profile: 'generic-58' });
  const agents = {
    usb: await startAgent({ dataDir: work.create('usb'), printer: 'usb:0471:0055' }),
    tcp: await startAgent({ dataDir: work.create('tcp'), printer: tcp.address }),
  };
  const times: Record<keyof typeof agents, number[]> = { usb: [], tcp: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of ['usb', 'tcp'] as const) {
      for (let ticket = 0; ticket < ticketsPerRound; ticket += 1) {
        const ms = await postTicketAndWait(agents[name].port, round * ticketsPerRound + ticket);
        // The first round warms up.
        if (round > 0) {
          times[name].push(ms);
        }
      }
    }
  }
  await Promise.all([agents.usb.kill(), agents.tcp.kill()]);
  await Promise.all([usb.unplug(), tcp.close()]);
  return [row('POST → confirmed, one ticket after another, ms (beside: tcp)', times.usb, times.tcp)];
}

/** Writing the same bytes through the driver process and in this process, ms. */
async function measureDriver(emulator: UsbEmulator, size: number): Promise<string> {
  const bytes = new Uint8Array(size).fill(0x41);
  const create: Record<string, () => Connector> = {
    driver: () => createDriverConnector({ startDriver: () => forkDriverPort(), target: { kind: 'usb', target: ids } }),
    inProcess: () => createUsbConnector({ target: ids }),
  };
  const times: Record<string, number[]> = { driver: [], inProcess: [] };
  const printer = await emulator.plug(ids);
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, make] of Object.entries(create)) {
      const connector = make();
      const link = await connector.open();
      await link.write(bytes);
      for (let write = 0; write < writesPerRound; write += 1) {
        const start = performance.now();
        await link.write(bytes);
        times[name]?.push(performance.now() - start);
      }
      await connector.end();
    }
  }
  await printer.unplug();
  return row(
    `write of ${size} bytes through the driver process, ms (beside: in this process)`,
    times.driver ?? [],
    times.inProcess ?? [],
  );
}

function row(measure: string, times: readonly number[], beside: readonly number[]): string {
  const ratio = median(times) / median(beside);
  return `| ${measure} | ${median(times).toFixed(2)} | ${median(beside).toFixed(2)} | × ${ratio.toFixed(2)} |`;
}

const why = whyNoUsbEmulator();
if (why !== null) throw new ScriptFailure(`Not measured: ${why}.`);
const emulator = await startUsbEmulator();
const rows = await measureAgents(emulator);
for (const size of [3, 1_500, 200_000]) {
  rows.push(await measureDriver(emulator, size));
}
await emulator.stop();
console.log(['| Measure (median) | USB | Beside it | Ratio |', '| --- | ---: | ---: | ---: |', ...rows].join('\n'));
process.exit(0);
