import { AgentError } from '../base/errors.ts';
import type { ServiceMachine } from './service-machine.ts';
import type { ServiceProgram } from './service-program.ts';
import { environmentFileText, quoteForSystemd, systemdUnit } from './systemd-unit.ts';

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

export interface ServiceState {
  running: boolean;
  text: string;
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
