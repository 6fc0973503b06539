/**
 * `npm run bench [-- --markdown] [-- --only NAME,NAME]`: measures the built agent beside bare servers, in about four
 * minutes, and prints one table. `--rounds N` (3) repeats more or less.
 */
import { readCount, readName, readOptions } from '../scripts/script-failure.ts';
import '../scripts/tell-failures.ts';
import type { BenchContext, ReportSection } from './bench-context.ts';
import { describeMachine } from './describe-machine.ts';
import { fillJournal } from './fill-journal.ts';
import { measureEncoding } from './measure-encoding.ts';
import { measureGrowth } from './measure-growth.ts';
import { measureLatency } from './measure-latency.ts';
import { measureMemory } from './measure-memory.ts';
import { measureStartUp } from './measure-start-up.ts';
import { measureThroughput } from './measure-throughput.ts';
import { readingNotes, renderMarkdown, renderText } from './render-report.ts';
import { startLoad } from './start-load.ts';
import { openWorkDirectory } from './work-directory.ts';

const measurements: Record<string, (context: BenchContext) => Promise<ReportSection>> = {
  encoding: measureEncoding,
  throughput: measureThroughput,
  latency: measureLatency,
  growth: measureGrowth,
  'start-up': measureStartUp,
  memory: measureMemory,
};

const filledJobs = 50_000;

const { values } = readOptions({
  markdown: { type: 'boolean', default: false },
  only: { type: 'string', default: Object.keys(measurements).join() },
  rounds: { type: 'string', default: '3' },
});

const startedAt = performance.now();
const say = (text: string) => process.stderr.write(`${text}\n`);
const wanted = values.only.split(',').map((name) => readName('measurement', name, Object.keys(measurements)));
const rounds = readCount('rounds', values.rounds);
const work = openWorkDirectory();
const filledDir = work.create('filled');
const machine = describeMachine(work.create('probe'));
if (wanted.includes('growth') || wanted.includes('start-up')) {
  say(`writing a journal of ${filledJobs} jobs…`);
  await fillJournal(filledDir, filledJobs);
}
const context: BenchContext = { load: await startLoad(), work, filledDir, rounds };
const sections: ReportSection[] = [];
for (const [name, measure] of Object.entries(measurements)) {
  if (wanted.includes(name)) {
    say(`${name}…`);
    sections.push(await measure(context));
  }
}
context.load.close();

const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
const notes = [...readingNotes, `The run took ${minutes} minutes.`];
const text = values.markdown
  ? [`Machine: ${machine}.`, '', renderMarkdown(sections), '', ...notes.map((note) => `- ${note}`)]
  : ['', machine, '', renderText(sections), '', ...notes];
process.stdout.write(`${text.join('\n')}\n`);
