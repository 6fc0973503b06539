import type { StartAtLogin } from '../../shared/bridge.ts';
import type { HostUpdates } from '../updates/updater.ts';

/** One rule of Windows' firewall, as far as it concerns this program. */
export interface FirewallRule {
  name: string;
  allows: boolean;
  /** Null: all of them. */
  ports: readonly number[] | null;
}

/** What only the tray application can do; a service has none of it. The key ring comes with the token's store. */
export interface HostFeatures {
  /** `45.4.1` */
  electronVersion: string | null;
  startAtLogin: {
    /** What the system really has, not what was wished. */
    read(): Promise<StartAtLogin>;
    write(enabled: boolean): Promise<StartAtLogin>;
  } | null;
  updates: HostUpdates;
  /** The firewall's rules for this program; null: nobody has made any. */
  readFirewallRules: (() => Promise<FirewallRule[]>) | null;
}

export const headlessHost: HostFeatures = {
  electronVersion: null,
  startAtLogin: null,
  readFirewallRules: null,
  updates: {
    unavailable: {
      code: 'UPDATES_UNSUPPORTED',
      message: "L'agent tourne ici sans fenêtre, comme service : installez la nouvelle version comme celle-ci l'a été.",
    },
  },
};
