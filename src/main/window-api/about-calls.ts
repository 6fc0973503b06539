import type { Calls } from '../../shared/bridge-calls.ts';
import { AgentError } from '../base/errors.ts';
import { createDiagnostics } from './create-diagnostics.ts';
import { exportJournal } from './export-journal.ts';
import { readAbout } from './read-overview.ts';
import type { WindowApiOptions, WindowEvents } from './window-api-options.ts';

/** What leaves the till as a file, and what the system says of the agent. */
export function createAboutCalls(options: WindowApiOptions) {
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
  } satisfies Partial<Calls>;
}

/** Updates by the application itself: begun by a person, told to every window. */
export function createUpdateCalls({ updates, log }: Pick<WindowApiOptions, 'updates' | 'log'>, events: WindowEvents) {
  const tell = async () => events.emit({ type: 'update-changed', update: await updates.read() });
  updates.onChange(() => {
    tell().catch((error: unknown) => log.warn({ err: error }, 'the state of updates could not be told'));
    events.touch();
  });
  return {
    readUpdate: updates.read,
    checkForUpdate: updates.check,
    installUpdate: updates.install,
    goBack: updates.goBack,
  } satisfies Partial<Calls>;
}
