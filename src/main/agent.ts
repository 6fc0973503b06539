import { fileURLToPath } from 'node:url';
import { headlessHost } from './control/host-features.ts';
import { runCommandLine } from './run-command-line.ts';

/** A second signal ends the process at once, as Node does by default. */
function untilStopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

// Beside out/agent-main.js, which is what runs.
const beside = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Headless entry in plain Node: `smartpos-agent`. */
process.exitCode = await runCommandLine(process.argv.slice(2), {
  host: headlessHost,
  uiFolder: beside('./ui'),
  serviceCommand: [process.execPath, beside('./agent.js')],
  udevRuleFile: beside('../assets/linux/60-smartpos-agent.rules'),
  untilStopAsked: untilStopSignal,
});
