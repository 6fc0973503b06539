import './tell-failures.ts';
import { existsSync } from 'node:fs';
import { countViolations, formatFuzzReport } from '../test/fuzz/fuzz-report.ts';
import { runFuzz } from '../test/fuzz/run-fuzz.ts';
import { readCount, readOptions, ScriptFailure } from './script-failure.ts';

/**
 * `npm run fuzz:printer [-- --minutes 10 --seed N --episode N --program FILE]`: exit code 1 on violations. `--episode` plays
 * that one alone, again.
 */
const { values } = readOptions({
  minutes: { type: 'string', default: '10' },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  episode: { type: 'string' },
  program: { type: 'string' },
});

const { program, episode } = values;
if (program !== undefined && !existsSync(program)) throw new ScriptFailure(`There is no program ${program}.`);
const report = await runFuzz({
  seed: readCount('seed', values.seed, 0, 2 ** 32),
  log: (line) => console.log(line),
  ...(episode === undefined
    ? { minutes: readCount('minutes', values.minutes) }
    : { from: readCount('episode', episode, 0), episodes: 1 }),
  ...(program === undefined ? {} : { program }),
});
console.log(formatFuzzReport(report));
process.exitCode = countViolations(report) === 0 ? 0 : 1;
