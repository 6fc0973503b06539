import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BenchContext, ReportRow, ReportSection } from './bench-context.ts';
import { formatAim, formatNumber, formatPair, formatRatio } from './format-cells.ts';
import { startAgent } from './start-server.ts';
import { median } from './statistics.ts';

const starts = 10;
const aimMs = 400;

/** From spawn to the ready line. Files are in the system's cache, as after the first start of the day. */
export async function measureStartUp({ load, work, filledDir }: BenchContext): Promise<ReportSection> {
  const printer = `tcp://127.0.0.1:${load.sinkPort}`;
  const empty: number[] = [];
  const filled: number[] = [];
  const node: number[] = [];
  for (let run = 0; run < starts; run += 1) {
    const dataDir = work.create('start');
    for (const [times, dir] of [
      [empty, dataDir],
      [filled, filledDir],
    ] as const) {
      const agent = await startAgent({ dataDir: dir, printer });
      times.push(agent.readyMs);
      await agent.stop();
    }
    node.push(await startNode());
    work.remove(dataDir);
  }
  const row = (measure: string, times: number[]): ReportRow => ({
    measure,
    agent: formatPair(median(times), Math.max(...times)),
    beside: formatNumber(median(node)),
    ratio: formatRatio(median(times), median(node)),
    aim: formatAim('< 400', median(times) < aimMs),
  });
  return {
    title: `Start to the ready line, ms, median / maximum of ${starts} (beside: node -e 0)`,
    rows: [row('empty journal', empty), row('50,000 jobs in the journal', filled)],
  };
}

async function startNode(): Promise<number> {
  const startedAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  return performance.now() - startedAt;
}
