import { fileURLToPath } from 'node:url';
import { readCommandLine } from './cli/command-line.ts';
import { runCommandLine } from './cli/run-command-line.ts';
import { headlessHost } from './window-api/host-features.ts';

/**
 * How a program is asked to end: Ctrl+C, a service manager, the terminal or the console's window that closes (Windows then
 * gives it some seconds), Ctrl+Break.
 */
const stopSignals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];

/** A second signal of the same name ends the process at once, as Node does by default. */
function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of stopSignals) {
      // SIGBREAK is known on Windows alone; elsewhere Node takes it for an event that never comes.
      process.once(signal, () => resolve());
    }
  });
}

// Beside out/agent-main.js, which is what runs.
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Headless entry in plain Node: `smartpos-agent`. */
const code = await runCommandLine(readCommandLine(process.argv.slice(2), 'node'), {
  host: headlessHost,
  uiFolder: beside('./ui'),
  serviceCommand: [process.execPath, beside('./agent.js')],
  udevRuleFile: beside('../assets/linux/60-smartpos-agent.rules'),
  untilStopAsked: untilStopSignal,
});

// What was left behind (a part that did not end in time) must not keep the process; what was written may still arrive, where
// there is anybody who reads it.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});
setTimeout(() => process.exit(code), 200);
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
