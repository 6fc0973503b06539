import { cpSync } from 'node:fs';
import type { BenchContext, ReportRow, ReportSection } from './bench-context.ts';
import { formatAim, formatNumber, formatRatio } from './format-cells.ts';
import type { Latency, Throughput } from './load-messages.ts';
import { startAgent } from './start-server.ts';
import { median } from './statistics.ts';

const clients = 8;
const warmUpMs = 1_000;
const windowMs = 1_500;
/** What repeated runs of one and the same agent differ by on a busy machine. */
const noise = 0.15;

interface Outcome {
  throughput: Throughput;
  latency: Latency;
}

/** The same agent with nothing and with 50,000 jobs in its journal. */
export async function measureGrowth(context: BenchContext): Promise<ReportSection> {
  const empty: Outcome[] = [];
  const filled: Outcome[] = [];
  for (let round = 0; round < context.rounds; round += 1) {
    empty.push(await measureWith(context, null));
    filled.push(await measureWith(context, context.filledDir));
  }
  return {
    title: `50,000 jobs in the journal, ${clients} clients (beside: an empty journal)`,
    rows: [
      toRow('durable tickets per second', empty, filled, ({ throughput }) => throughput.acceptedPerSecond, true),
      toRow('tickets printed in a closed loop per second', empty, filled, (it) => it.latency.ticketsPerSecond, true),
      toRow('POST to last byte, ms, p50', empty, filled, ({ latency }) => latency.lastByteP50, false),
      toRow('POST to last byte, ms, p99', empty, filled, ({ latency }) => latency.lastByteP99, null),
    ],
  };
}

async function measureWith({ load, work }: BenchContext, journal: string | null): Promise<Outcome> {
  const dataDir = work.create('growth');
  if (journal !== null) {
    cpSync(journal, dataDir, { recursive: true });
  }
  const agent = await startAgent({ dataDir, printer: `tcp://127.0.0.1:${load.sinkPort}` });
  const { port } = agent;
  await load.latency({ port, clients, stopAfter: { durationMs: warmUpMs } });
  const latency = await load.latency({ port, clients, stopAfter: { durationMs: windowMs } });
  // Last, since it leaves a queue behind.
  const throughput = await load.throughput({ port, clients, durationMs: windowMs, keepAlive: false });
  await agent.kill();
  work.remove(dataDir);
  return { throughput, latency };
}

/** `moreIsBetter` null: told, but too noisy to be judged. */
function toRow(
  measure: string,
  empty: Outcome[],
  filled: Outcome[],
  pick: (outcome: Outcome) => number,
  moreIsBetter: boolean | null,
): ReportRow {
  const before = median(empty.map(pick));
  const after = median(filled.map(pick));
  const isSame = moreIsBetter ? after >= before * (1 - noise) : after <= before * (1 + noise);
  return {
    measure,
    agent: formatNumber(after),
    beside: formatNumber(before),
    ratio: formatRatio(after, before),
    aim: moreIsBetter === null ? '' : formatAim('no growth (within 15 %)', isSame),
  };
}
