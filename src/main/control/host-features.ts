import type { StartAtLogin } from '../../shared/bridge.ts';

/** What only the tray application can do; a service has none of it. The key ring comes with the token's store. */
export interface HostFeatures {
  /** `45.4.1` */
  electronVersion: string | null;
  startAtLogin: {
    /** What the system really has, not what was wished. */
    read(): Promise<StartAtLogin>;
    write(enabled: boolean): Promise<StartAtLogin>;
  } | null;
}

export const headlessHost: HostFeatures = { electronVersion: null, startAtLogin: null };
