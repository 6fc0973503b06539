import { existsSync, readFileSync } from 'node:fs';
import type { DriverPort } from '../printers/driver/driver-line.ts';
import { manageService } from '../service/manage-service.ts';
import { thisMachine } from '../service/service-machine.ts';
import type { HostFeatures } from '../window-api/host-features.ts';
import { runSelfTest, selfTestText } from './self-test.ts';

/** What differs between plain Node and the packed application. */
export interface HeadlessProgram {
  host: HostFeatures;
  /** Folder of the page for `/ui/`. */
  uiFolder: string;
  /** How the system starts it again without a window: program and arguments. */
  serviceCommand: readonly string[];
  udevRuleFile: string;
  /** Absent: a child process of plain Node. */
  startDriver?: () => DriverPort;
  /** Resolves when the agent is asked to stop. */
  untilStopAsked: () => Promise<void>;
}

/**
 * `service install | remove | status`, on this machine or on the disk image below SMARTPOS_SERVICE_ROOT; gives the exit code.
 *
 * @throws AgentError `SERVICE_…`
 */
export function runServiceCommand(action: 'install' | 'remove' | 'status', program: HeadlessProgram): number {
  const udevRule = existsSync(program.udevRuleFile) ? readFileSync(program.udevRuleFile, 'utf8') : '';
  const { text, exitCode } = manageService(action, thisMachine(process.env.SMARTPOS_SERVICE_ROOT), {
    command: program.serviceCommand,
    udevRule,
  });
  process.stdout.write(`${text}\n`);
  return exitCode;
}

/** `--self-test`: prints what was found; gives the exit code. */
export async function runSelfTestCommand(program: HeadlessProgram, version: string): Promise<number> {
  const { startDriver, host } = program;
  const steps = await runSelfTest({
    version,
    electronVersion: host.electronVersion,
    ...(startDriver === undefined ? {} : { startDriver }),
  });
  process.stdout.write(selfTestText(steps));
  return steps.every(({ ok }) => ok) ? 0 : 1;
}
