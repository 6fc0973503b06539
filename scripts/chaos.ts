import { parseArgs } from 'node:util';
import { formatReport } from '../test/chaos/chaos-report.ts';
import { runChaos } from '../test/chaos/run-chaos.ts';

/** `npm run chaos [-- --kills 200 --clients 8 --seed N --troubles --profile ID]`: exit code 1 on violations. */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    clients: { type: 'string', default: '8' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    troubles: { type: 'boolean', default: false },
    profile: { type: 'string' },
    program: { type: 'string' },
  },
});
const { troubles, profile, program } = values;

const report = await runChaos({
  kills: wholeNumber('kills', values.kills),
  clients: wholeNumber('clients', values.clients),
  seed: wholeNumber('seed', values.seed),
  troubles,
  log: (line) => console.log(line),
  ...(profile === undefined ? {} : { profile }),
  ...(program === undefined ? {} : { program }),
});
console.log(formatReport(report));
process.exitCode = report.violations.length === 0 ? 0 : 1;

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) {
    throw new Error(`--${name} is a whole number, not « ${text} »`);
  }
  return Number(text);
}
