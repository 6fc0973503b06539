import { AgentError } from '../base/errors.ts';
import type { Calls, ControlOptions } from '../control/control-options.ts';
import { createDiagnostics } from '../control/create-diagnostics.ts';
import { exportJournal } from '../control/export-journal.ts';
import { readAbout } from '../control/read-about.ts';

type AboutCallName = 'exportJournal' | 'readAbout' | 'createDiagnostics' | 'readStartAtLogin' | 'setStartAtLogin';

/** What leaves the till as a file, and what the system says of the agent. */
export function createAboutCalls(options: ControlOptions): Calls<AboutCallName> {
  const { startAtLogin } = options.host;
  return {
    exportJournal: (search) => exportJournal(options, search),
    readAbout: () => readAbout(options),
    createDiagnostics: () => createDiagnostics(options),
    readStartAtLogin: () => startAtLogin?.read() ?? null,
    setStartAtLogin: ({ enabled }) => {
      if (startAtLogin === null) {
        throw new AgentError('NOT_AVAILABLE_HERE', "L'agent tourne comme service : c'est le système qui le démarre.");
      }
      return startAtLogin.write(enabled);
    },
  };
}
