import type { HostFeatures } from './control/host-features.ts';
import type { DriverPort } from './printers/driver-port.ts';

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
