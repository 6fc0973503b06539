import { type BenchContext, clientCounts, type ReportRow, type ReportSection } from './bench-context.ts';
import { formatAim, formatPair, formatRatio } from './format-cells.ts';
import type { Latency } from './load-messages.ts';
import { startAgent, startBareServer } from './start-server.ts';
import { median } from './statistics.ts';

const warmUpMs = 1_000;
const windowMs = 1_000;
const aimMs = 5;

type Contender = 'agent' | 'bare';

/** From the first byte of the POST to the first and last byte of its ticket at the printer. */
export async function measureLatency(context: BenchContext): Promise<ReportSection> {
  const results = new Map<string, Latency[]>();
  for (let round = 0; round < context.rounds; round += 1) {
    for (const contender of ['agent', 'bare'] as const) {
      for (const [clients, result] of await measureContender(context, contender)) {
        const key = `${contender} ${clients}`;
        results.set(key, [...(results.get(key) ?? []), result]);
      }
    }
  }
  const pick = (contender: Contender, clients: number, field: keyof Latency) =>
    median((results.get(`${contender} ${clients}`) ?? []).map((result) => result[field]));
  return {
    title: 'POST to paper, ms, p50 / p99 (beside: a bare server that writes ready-made bytes to the printer)',
    rows: clientCounts.flatMap((clients) => toRows(clients, (contender, field) => pick(contender, clients, field))),
  };
}

async function measureContender(context: BenchContext, contender: Contender): Promise<[number, Latency][]> {
  const { load, work } = context;
  const dataDir = work.create(contender);
  const server =
    contender === 'agent'
      ? await startAgent({ dataDir, printer: `tcp://127.0.0.1:${load.sinkPort}` })
      : await startBareServer('close', load.sinkPort);
  const { port } = server;
  await load.latency({ port, clients: 8, stopAfter: { durationMs: warmUpMs } });
  const results: [number, Latency][] = [];
  for (const clients of clientCounts) {
    results.push([clients, await load.latency({ port, clients, stopAfter: { durationMs: windowMs } })]);
  }
  await server.kill();
  work.remove(dataDir);
  return results;
}

function toRows(clients: number, pick: (contender: Contender, field: keyof Latency) => number): ReportRow[] {
  const name = `${clients} client${clients > 1 ? 's' : ''}`;
  const row = (what: string, p50: keyof Latency, p99: keyof Latency, aim: string): ReportRow => ({
    measure: `${name}, ${what}`,
    agent: formatPair(pick('agent', p50), pick('agent', p99)),
    beside: formatPair(pick('bare', p50), pick('bare', p99)),
    ratio: formatRatio(pick('agent', p50), pick('bare', p50)),
    aim,
  });
  const aim = formatAim('p50 < 5 ms', pick('agent', 'lastByteP50') < aimMs);
  return [row('first byte', 'firstByteP50', 'firstByteP99', ''), row('last byte', 'lastByteP50', 'lastByteP99', aim)];
}
