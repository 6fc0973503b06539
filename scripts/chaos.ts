import './tell-failures.ts';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { profiles } from '../src/main/escpos/profiles.ts';
import { formatReport } from '../test/chaos/chaos-report.ts';
import { runChaos } from '../test/chaos/run-chaos.ts';
import { whyNoUsbEmulator } from '../test/usb-emulator/start-usb-emulator.ts';
import { readCount, readName, readOptions, ScriptFailure } from './script-failure.ts';

/**
 * `npm run chaos [-- --kills 200 --minutes N --clients 8 --seed N --troubles --usb --profile ID]`: exit code 1 on
 * violations. `--usb` has its troubles always, and ends after 10 minutes unless it is told otherwise.
 */
const { values } = readOptions({
  kills: { type: 'string' },
  minutes: { type: 'string' },
  clients: { type: 'string', default: '8' },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  troubles: { type: 'boolean', default: false },
  usb: { type: 'boolean', default: false },
  profile: { type: 'string' },
  program: { type: 'string' },
});

// The namespaces in which USB is emulated are another process's.
process.exitCode = values.usb && whyNoUsbEmulator() !== null ? runInNamespace() : await run();

async function run(): Promise<number> {
  const { troubles, usb, profile, program } = values;
  if (profile !== undefined) readName('profile', profile, Object.keys(profiles));
  if (program !== undefined && !existsSync(program)) throw new ScriptFailure(`There is no program ${program}.`);
  const report = await runChaos({
    ...bounds(),
    clients: readCount('clients', values.clients),
    seed: readCount('seed', values.seed, 0, 2 ** 32),
    troubles: troubles || usb,
    usb,
    log: (line) => console.log(line),
    ...(profile === undefined ? {} : { profile }),
    ...(program === undefined ? {} : { program }),
  });
  console.log(formatReport(report));
  return report.violations.length === 0 ? 0 : 1;
}

/** Whichever comes first of those that are given. */
function bounds(): { kills: number | null; minutes?: number } {
  const { kills, minutes, usb } = values;
  if (kills === undefined && minutes === undefined) {
    return usb ? { kills: null, minutes: 10 } : { kills: 200 };
  }
  return {
    kills: kills === undefined ? null : readCount('kills', kills, 0),
    ...(minutes === undefined ? {} : { minutes: readCount('minutes', minutes) }),
  };
}

function runInNamespace(): number {
  const launcher = fileURLToPath(new URL('../test/usb-emulator/run-in-namespace.ts', import.meta.url));
  const itself = [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  return spawnSync(process.execPath, [launcher, ...itself], { stdio: 'inherit' }).status ?? 1;
}
