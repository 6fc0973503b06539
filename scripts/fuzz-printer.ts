import './tell-failures.ts';
import { existsSync } from 'node:fs';
import { shortLength, usualLength } from '../test/fuzz/draw-episode.ts';
import { countViolations, formatFuzzReport } from '../test/fuzz/fuzz-report.ts';
import { runFuzz } from '../test/fuzz/run-fuzz.ts';
import { readCount, readOptions, ScriptFailure } from './script-failure.ts';

/**
 * `npm run fuzz:printer [-- --minutes 10 --seed N --episode N --short --program FILE]`: exit code 1 on violations. `--episode`
 * plays that one alone, again; `--short` as the run in the tests does.
 */
const { values } = readOptions({
  minutes: { type: 'string', default: '10' },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  episode: { type: 'string' },
  short: { type: 'boolean', default: false },
  program: { type: 'string' },
});

// Who cuts a run off leaves no agent behind: they end with this program's own exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { program, episode } = values;
if (program !== undefined && !existsSync(program)) throw new ScriptFailure(`There is no program ${program}.`);
const report = await runFuzz({
  seed: readCount('seed', values.seed, 0, 2 ** 32),
  length: values.short ? shortLength : usualLength,
  log: (line) => console.log(line),
  ...(episode === undefined
    ? { minutes: readCount('minutes', values.minutes) }
    : { from: readCount('episode', episode, 0), episodes: 1 }),
  ...(program === undefined ? {} : { program }),
});
console.log(formatFuzzReport(report));
process.exitCode = countViolations(report) === 0 ? 0 : 1;
