import { type BenchContext, clientCounts, type ReportRow, type ReportSection } from './bench-context.ts';
import { formatAim, formatNumber, formatRatio } from './format-cells.ts';
import type { Throughput } from './load-messages.ts';
import { type RunningServer, startAgent, startBareServer } from './start-server.ts';
import { median } from './statistics.ts';

const warmUpMs = 1_000;
const windowMs = 1_000;
const aimPerSecond = 2_500;

const contenders = ['printing', 'accepting', 'bare', 'bare-kept'] as const;
type Contender = (typeof contenders)[number];

interface Outcome extends Throughput {
  /** The server's processor time for each ticket accepted, printing included, in microseconds. */
  processorUs: number;
}

/** Tickets accepted a second: the agent, the agent without its printer, and a bare server that keeps nothing. */
export async function measureThroughput(context: BenchContext): Promise<ReportSection> {
  const results = new Map<string, Outcome[]>();
  for (let round = 0; round < context.rounds; round += 1) {
    for (const contender of contenders) {
      for (const [clients, result] of await measureContender(context, contender)) {
        const key = `${contender} ${clients}`;
        results.set(key, [...(results.get(key) ?? []), result]);
      }
    }
  }
  const pick = (contender: Contender, clients: number, field: keyof Outcome) =>
    median((results.get(`${contender} ${clients}`) ?? []).map((result) => result[field]));
  return {
    title: 'Durable tickets accepted per second (beside: bare node:http, nothing kept)',
    rows: clientCounts.flatMap((clients) => toRows(clients, (contender, field) => pick(contender, clients, field))),
  };
}

async function measureContender(context: BenchContext, contender: Contender): Promise<[number, Outcome][]> {
  const { load, work } = context;
  const dataDir = work.create(contender);
  const server = await start(contender, dataDir, load.sinkPort);
  const { port } = server;
  const keepAlive = contender === 'bare-kept';
  await load.throughput({ port, clients: 8, durationMs: warmUpMs, keepAlive });
  const results: [number, Outcome][] = [];
  for (const clients of clientCounts) {
    const before = server.processorMs() ?? Number.NaN;
    const throughput = await load.throughput({ port, clients, durationMs: windowMs, keepAlive });
    const usedMs = (server.processorMs() ?? Number.NaN) - before;
    const processorUs = (usedMs * 1000) / (throughput.acceptedPerSecond * throughput.seconds);
    results.push([clients, { ...throughput, processorUs }]);
  }
  await server.kill();
  work.remove(dataDir);
  return results;
}

function start(contender: Contender, dataDir: string, sinkPort: number): Promise<RunningServer> {
  switch (contender) {
    case 'printing':
      return startAgent({ dataDir, printer: `tcp://127.0.0.1:${sinkPort}` });
    case 'accepting':
      return startAgent({ dataDir, printer: null });
    case 'bare':
      return startBareServer('close');
    case 'bare-kept':
      return startBareServer('keep-alive');
  }
}

type Pick = (contender: Contender, field: keyof Outcome) => number;

function toRows(clients: number, pick: Pick): ReportRow[] {
  const name = `${clients} client${clients > 1 ? 's' : ''}`;
  const bare = pick('bare', 'acceptedPerSecond');
  const row = (contender: Contender, what: string, aim: string): ReportRow => {
    const accepted = pick(contender, 'acceptedPerSecond');
    const printed = pick(contender, 'printedPerSecond');
    return {
      measure: `${name}, ${what}`,
      agent: formatNumber(accepted) + (printed > 0 ? `, and ${formatNumber(printed)} printed` : ''),
      beside: `${formatNumber(bare)}${limitOf(pick('bare', 'loadBusy'))}`,
      ratio: formatRatio(accepted, bare),
      aim,
    };
  };
  const kept = pick('bare-kept', 'acceptedPerSecond');
  const isMet = pick('printing', 'acceptedPerSecond') >= aimPerSecond;
  return [
    row('printing', 'printing meanwhile', formatAim('≥ 2,500', isMet)),
    row('accepting', 'printer disabled', ''),
    {
      measure: `${name}, bare server kept alive`,
      agent: '',
      beside: `${formatNumber(kept)}${limitOf(pick('bare-kept', 'loadBusy'))}`,
      ratio: '',
      aim: '',
    },
    {
      measure: `${name}, processor µs a ticket, printer disabled`,
      agent: formatNumber(pick('accepting', 'processorUs')),
      beside: formatNumber(pick('bare', 'processorUs')),
      ratio: formatRatio(pick('accepting', 'processorUs'), pick('bare', 'processorUs')),
      aim: '',
    },
  ];
}

/** Honesty: with the load process busy all the time, the server could have done more. */
function limitOf(loadBusy: number): string {
  return loadBusy > 0.95 ? ' (client-bound)' : '';
}
