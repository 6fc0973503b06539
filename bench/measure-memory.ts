import { setTimeout as pause } from 'node:timers/promises';
import type { BenchContext, ReportRow, ReportSection } from './bench-context.ts';
import { formatAim, formatNumber } from './format-cells.ts';
import { benchToken } from './post-ticket.ts';
import { sampleTicket, toPythonJson } from './sample-tickets.ts';
import { type RunningServer, startAgent } from './start-server.ts';

const idleMs = 5_000;
const tcpTickets = 10_000;
const virtualTickets = 100;
const aimBytes = 120e6;

/** Resident memory at rest and after work, read at once when the last ticket is out. */
export async function measureMemory({ load, work }: BenchContext): Promise<ReportSection> {
  const dirs = { tcp: work.create('memory'), virtual: work.create('memory') };
  const tcp = await startAgent({ dataDir: dirs.tcp, printer: `tcp://127.0.0.1:${load.sinkPort}` });
  const virtual = await startAgent({ dataDir: dirs.virtual, printer: 'virtual' });
  await pause(idleMs);
  const idle = [tcp.residentBytes(), virtual.residentBytes()];
  await load.latency({ port: tcp.port, clients: 8, stopAfter: { tickets: tcpTickets } });
  const afterTcp = tcp.residentBytes();
  await printOneByOne(virtual, virtualTickets);
  const afterVirtual = virtual.residentBytes();
  await Promise.all([tcp.stop(), virtual.stop()]);
  work.remove(dirs.tcp);
  work.remove(dirs.virtual);
  return {
    title: 'Resident memory, MB',
    rows: [
      row('tcp printer, idle 5 s after the start', idle[0], true),
      row('tcp printer, after 10,000 tickets printed', afterTcp, true),
      row('virtual printer, idle 5 s after the start', idle[1], false),
      row('virtual printer, after 100 tickets drawn', afterVirtual, false),
    ],
  };
}

function row(measure: string, bytes: number | null | undefined, hasAim: boolean): ReportRow {
  const isMeasured = bytes !== null && bytes !== undefined;
  return {
    measure,
    agent: isMeasured ? formatNumber(bytes / 1e6) : '–',
    beside: '',
    ratio: '',
    aim: hasAim && isMeasured ? formatAim('< 120', bytes < aimBytes) : '',
  };
}

/** Each ticket is asked for when the former one is on paper. */
async function printOneByOne({ port }: RunningServer, tickets: number): Promise<void> {
  for (let number = 0; number < tickets; number += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/print/ticket?wait=8`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${benchToken}`, 'Content-Type': 'application/json' },
      body: toPythonJson(sampleTicket('french', number)),
    });
    const { state } = (await answer.json()) as { state: string };
    if (state !== 'printed' && state !== 'drawn') {
      throw new Error(`the virtual printer's ticket is ${state}`);
    }
  }
}
