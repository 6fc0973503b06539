import { AgentError } from '../base/errors.ts';
import { launchAgentLabel, launchAgentPlist } from './launch-agent.ts';
import type { ServiceMachine } from './service-machine.ts';
import type { ServiceProgram } from './service-program.ts';
import type { ServiceState } from './systemd-service.ts';

/** Installs and starts the user's LaunchAgent. Throws AgentError `SERVICE_…`. */
export function installLaunchAgent(machine: ServiceMachine, { command }: ServiceProgram): string {
  const domain = requireUser(machine);
  const file = plistFile(machine);
  // An older one is let go of first; that there was none is no fault.
  machine.run('launchctl', ['bootout', `${domain}/${launchAgentLabel}`]);
  machine.write(file, launchAgentPlist(command), 0o644);
  const { code, output } = machine.run('launchctl', ['bootstrap', domain, file]);
  if (code !== 0) {
    throw new AgentError('SERVICE_FAILED', `launchctl bootstrap a échoué : ${output.replaceAll('\n', ' ')}.`);
  }
  return `L'agent tourne et démarre à l'ouverture de session (${file}).`;
}

export function removeLaunchAgent(machine: ServiceMachine): string {
  const domain = requireUser(machine);
  const file = plistFile(machine);
  if (!machine.exists(file)) return "Le service n'est pas installé : rien à retirer.";
  machine.run('launchctl', ['bootout', `${domain}/${launchAgentLabel}`]);
  machine.remove(file);
  return 'Le service est retiré. Journal, réglages et jeton restent.';
}

export function readLaunchAgent(machine: ServiceMachine): ServiceState {
  if (!machine.exists(plistFile(machine))) {
    return { running: false, text: "Le service n'est pas installé : smartpos-agent service install" };
  }
  const { code, output } = machine.run('launchctl', ['print', `${requireUser(machine)}/${launchAgentLabel}`]);
  const running = code === 0 && /state = running/.test(output);
  return {
    running,
    text: running ? "L'agent tourne et démarre à l'ouverture de session." : "L'agent est installé et ne tourne pas.",
  };
}

function plistFile({ home }: ServiceMachine): string {
  return `${home}/Library/LaunchAgents/${launchAgentLabel}.plist`;
}

/** launchd's name of the session of who asks; root has none, and would install it for nobody. */
function requireUser({ userId }: ServiceMachine): string {
  if (userId === null || userId === 0) {
    throw new AgentError('SERVICE_NEEDS_USER', 'Lancez la commande sans sudo, dans la session de la caisse.');
  }
  return `gui/${userId}`;
}
