import { AgentError } from '../base/errors.ts';
import { installLaunchAgent, readLaunchAgent, removeLaunchAgent } from './launchd-service.ts';
import type { ServiceMachine, ServiceProgram } from './service-machine.ts';
import { installSystemdService, readSystemdService, removeSystemdService } from './systemd-service.ts';

export interface ServiceOutcome {
  text: string;
  /** For the shell: 3 is "not running", as init scripts say it. */
  exitCode: 0 | 3;
}

/**
 * `smartpos-agent service install | remove | status`.
 *
 * @throws AgentError `SERVICE_NEEDS_ROOT`, `SERVICE_NEEDS_USER`, `SERVICE_FAILED`, `SERVICE_BY_INSTALLER`
 */
export function manageService(
  action: 'install' | 'remove' | 'status',
  machine: ServiceMachine,
  program: ServiceProgram,
): ServiceOutcome {
  if (machine.platform === 'win32') {
    throw new AgentError(
      'SERVICE_BY_INSTALLER',
      "Sous Windows, c'est l'installateur qui règle le démarrage : relancez-le avec --service, ou sans.",
    );
  }
  const isMac = machine.platform === 'darwin';
  if (action === 'install') {
    return {
      text: isMac ? installLaunchAgent(machine, program) : installSystemdService(machine, program),
      exitCode: 0,
    };
  }
  if (action === 'remove') {
    return { text: isMac ? removeLaunchAgent(machine) : removeSystemdService(machine), exitCode: 0 };
  }
  const { running, text } = isMac ? readLaunchAgent(machine) : readSystemdService(machine);
  return { text, exitCode: running ? 0 : 3 };
}
