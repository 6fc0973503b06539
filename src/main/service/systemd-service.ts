import { AgentError } from '../base/errors.ts';
import type { ServiceMachine, ServiceProgram, ServiceState } from './service-machine.ts';

const unit = 'smartpos-agent.service';
const unitFile = `/etc/systemd/system/${unit}`;
/** Where the .deb puts its own, which then counts. */
const packagedUnitFile = `/usr/lib/systemd/system/${unit}`;
const ruleName = 'udev/rules.d/60-smartpos-agent.rules';
const environmentFile = '/etc/smartpos-agent/agent.env';

/** Installs and starts the system service. Gives what a person reads. Throws AgentError `SERVICE_…`. */
export function installSystemdService(machine: ServiceMachine, program: ServiceProgram): string {
  requireRoot(machine);
  if (!machine.exists(packagedUnitFile)) {
    refuseHomes(program.command);
    const words = [...program.command, '--data-dir'].map(quoteForSystemd);
    // %S: where systemd keeps the data of services.
    machine.write(unitFile, systemdUnit({ command: [...words, '%S/smartpos-agent'].join(' ') }), 0o644);
  }
  if (!machine.exists(`/usr/lib/${ruleName}`)) {
    machine.write(`/etc/${ruleName}`, program.udevRule, 0o644);
  }
  if (!machine.exists(environmentFile)) {
    machine.write(environmentFile, environmentFileText, 0o600);
  }
  // Without udev (a container) there is no printer to give rights to; the service itself can do.
  if (!machine.offline) {
    machine.run('udevadm', ['control', '--reload']);
    machine.run('udevadm', ['trigger', '--subsystem-match=usb']);
    mustRun(machine, ['daemon-reload']);
  }
  mustRun(machine, ['enable', ...now(machine), unit]);
  return [
    'Le service est installé et tourne ; il démarre avec la machine, avant toute ouverture de session.',
    `Réglages : ${environmentFile}, ou /var/lib/smartpos-agent/settings.json ; puis systemctl restart smartpos-agent`,
    "Jeton de l'ERP : sudo cat /var/lib/smartpos-agent/token",
    'Journal du service : journalctl -u smartpos-agent',
  ].join('\n');
}

/** Stops the service and takes it away; journal, settings and token stay. Throws AgentError `SERVICE_…`. */
export function removeSystemdService(machine: ServiceMachine): string {
  requireRoot(machine);
  if (!machine.exists(unitFile) && !machine.exists(packagedUnitFile)) {
    return "Le service n'est pas installé : rien à retirer.";
  }
  mustRun(machine, ['disable', ...now(machine), unit]);
  machine.remove(unitFile);
  machine.remove(`/etc/${ruleName}`);
  if (!machine.offline) mustRun(machine, ['daemon-reload']);
  return 'Le service est retiré. Journal, réglages et jeton restent dans /var/lib/smartpos-agent.';
}

export function readSystemdService(machine: ServiceMachine): ServiceState {
  if (!machine.exists(unitFile) && !machine.exists(packagedUnitFile)) {
    return { running: false, text: "Le service n'est pas installé : sudo smartpos-agent service install" };
  }
  if (machine.offline) {
    return { running: false, text: 'Le service est prêt ; il démarrera avec la machine.' };
  }
  const { code, output } = machine.run('systemctl', ['is-active', unit]);
  if (code === null) {
    return { running: false, text: "systemd n'est pas là : le service ne peut pas tourner." };
  }
  const { output: enabled } = machine.run('systemctl', ['is-enabled', unit]);
  const start = enabled === 'enabled' ? 'démarre avec la machine' : 'ne démarre pas avec la machine';
  return output === 'active'
    ? { running: true, text: `Le service tourne et ${start}.` }
    : {
        running: false,
        text: `Le service ne tourne pas (${output}) et ${start}. Pourquoi : journalctl -u smartpos-agent`,
      };
}

const now = ({ offline }: ServiceMachine): string[] => (offline ? [] : ['--now']);

/** The service's own user reads no home: it would fail at each start, and say so only in the journal. */
function refuseHomes(command: readonly string[]): void {
  const inside = command.find((word) => /^\/(home|root|run\/user)\//.test(word));
  if (inside !== undefined) {
    throw new AgentError(
      'SERVICE_IN_HOME',
      `Le service n'a pas accès aux dossiers personnels (${inside}) : placez l'agent dans /opt, puis relancez.`,
    );
  }
}

function requireRoot({ userId }: ServiceMachine): void {
  if (userId !== 0) {
    throw new AgentError('SERVICE_NEEDS_ROOT', 'Le service appartient à la machine : relancez la commande avec sudo.');
  }
}

function mustRun(machine: ServiceMachine, args: readonly string[]): void {
  const { code, output } = machine.run('systemctl', args);
  if (code !== 0) {
    const why = code === null ? "systemd n'est pas installé" : output.replaceAll('\n', ' ');
    throw new AgentError('SERVICE_FAILED', `systemctl ${args.join(' ')} a échoué : ${why}.`);
  }
}

export interface SystemdUnitOptions {
  /** The program with its arguments, as one line of systemd's. */
  command: string;
}

/** The program of the .deb, in Chromium's own way of having no screen; no sandbox is needed where no page is shown. */
export const packagedCommand =
  '/opt/smartpos-agent/smartpos-agent --service --ozone-platform=headless --no-sandbox --disable-gpu --data-dir %S/smartpos-agent';

/** Quotes a program or an argument for an `Exec…=` line (man systemd.service, "Command lines"). */
export function quoteForSystemd(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w./:=@%$+,-]+$/.test(escaped) ? escaped : `"${escaped.replace(/["\\]/g, '\\$&')}"`;
}

/** The system service: starts with the machine, before anybody logs in, as a user of its own that can use printers alone. */
export function systemdUnit({ command }: SystemdUnitOptions): string {
  return `# SmartPOS Agent without a window, from boot on: for tills and print boxes where nobody logs in.
# Put in place, and taken away, by \`smartpos-agent service install\` and \`remove\`.
[Unit]
Description=SmartPOS Agent, print agent for a point of sale
After=network.target
# It is started again for ever: a till must print when whatever was wrong is right again.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${command}
# PRINTER_AGENT_HOST=0.0.0.0, PRINTER_AGENT_PORT, PRINTER_AGENT_TOKEN, …: the Python agent's names. Mode 0600, it holds a secret.
EnvironmentFile=-/etc/smartpos-agent/agent.env
Environment=HOME=%S/smartpos-agent
Restart=always
RestartSec=2
# The agent finishes the bytes of the current job, at most 5 s.
TimeoutStopSec=10
KillMode=mixed

# A user of its own that exists while the service runs; \`lp\` is who may use printers (see the udev rule).
DynamicUser=yes
SupplementaryGroups=lp
StateDirectory=smartpos-agent
StateDirectoryMode=0700
UMask=0077

CapabilityBoundingSet=
AmbientCapabilities=
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
ProtectProc=invisible
ProcSubset=pid
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
# AF_NETLINK: the list of network interfaces, and USB's.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
# Printers and nothing else. Not MemoryDenyWriteExecute: V8 writes the code that it runs.
DevicePolicy=closed
DeviceAllow=char-usb_device rw
DeviceAllow=char-usb rw

[Install]
WantedBy=multi-user.target
`;
}

/** /etc/smartpos-agent/agent.env of a first installation: everything is said and nothing is set. */
const environmentFileText = `# Réglages du service SmartPOS Agent ; après un changement : systemctl restart smartpos-agent
# Ce qui est écrit ici l'emporte sur settings.json. Fichier lisible par root seul : il peut contenir le jeton.
#PRINTER_AGENT_HOST=0.0.0.0
#PRINTER_AGENT_PORT=8080
#PRINTER_AGENT_TOKEN=
`;
