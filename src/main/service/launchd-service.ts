import { AgentError } from '../base/errors.ts';
import type { ServiceMachine, ServiceProgram, ServiceState } from './service-machine.ts';

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

const launchAgentLabel = 'dz.smartpos.agent';

/**
 * The LaunchAgent of a macOS user: starts at log-in, and again when it ends by a fault. It writes its own log, rotated, into
 * the data directory.
 *
 * @param command program and arguments
 */
export function launchAgentPlist(command: readonly string[]): string {
  const words = command.map((word) => `    <string>${escapeXml(word)}</string>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${launchAgentLabel}</string>
  <key>ProgramArguments</key>
  <array>
${words}
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>StandardOutPath</key>
  <string>/dev/null</string>
  <key>StandardErrorPath</key>
  <string>/dev/null</string>
</dict>
</plist>
`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
