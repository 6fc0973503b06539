import type { FirewallNotice } from '../../shared/bridge.ts';
import { isLoopback } from '../base/network.ts';

/** One rule of Windows' firewall, as far as it concerns this program. */
export interface FirewallRule {
  name: string;
  allows: boolean;
  /** Null: all of them. */
  ports: readonly number[] | null;
}

/**
 * What to say of the firewall after a change of address in the window: the installer's rule names the port of then. Null:
 * nothing to mend, or no rule of the installer's (`--no-firewall`): who wanted none looks after it.
 *
 * @param rules active incoming TCP rules for this program
 */
export function describeFirewall(
  rules: readonly FirewallRule[],
  { host, port }: { host: string; port: number },
): FirewallNotice | null {
  const own = rules.find(({ name, allows, ports }) => allows && name === ruleName && ports !== null);
  const isOpen = rules.some(({ allows, ports }) => allows && (ports === null || ports.includes(port)));
  if (isLoopback(host) || isOpen || own === undefined || own.ports === null) return null;
  return {
    problem: {
      code: 'FIREWALL_OTHER_PORT',
      message: `Le pare-feu de Windows laisse passer le port ${own.ports.join(', ')}, et l'agent écoute sur ${port} : l'ERP ne peut pas l'appeler. Lancez la commande ci-dessous, ou relancez l'installateur avec --port=${port}.`,
    },
    command: `netsh advfirewall firewall set rule name="${ruleName}" new protocol=TCP localport=${port}`,
  };
}

/** As packaging/windows/installer.nsh names it. */
const ruleName = 'SmartPOS Agent';
