import { once } from 'node:events';
import { createServer } from 'node:net';
import { openDataDirectory } from '../base/data-directory.ts';
import type { Log } from '../base/log.ts';
import { findPortOwner } from '../base/port-owner.ts';
import { type Environment, type Flags, resolveConfig } from '../settings/resolve-config.ts';
import { loadSettings } from '../settings/settings-file.ts';
import { createSettingsKeeper } from '../settings/settings-keeper.ts';
import type { ReplacedPort } from '../window-api/window-api-options.ts';
import type { AgentState } from './agent-life.ts';
import type { PortTrouble } from './window/stopped-page.ts';

/** The way out for a person without a console when the agent's port is taken: another port, saved in the settings. */
export interface PortRescue {
  /** Null: the trouble is another one, or has not been looked into yet. */
  readonly trouble: PortTrouble | null;
  /** Looks into it when the agent cannot start for its port; what is found is told by `onChange`. */
  follow(state: AgentState): void;
  onChange: () => void;
  /**
   * Saves another port.
   *
   * @throws AgentError `SETTINGS_NOT_SAVED`
   */
  use(port: number): void;
  /** The port that another one was taken for since this program was started: the ERP may not know yet. */
  readonly replaced: ReplacedPort | null;
}

export interface PortRescueOptions {
  flags: Flags;
  environment: Environment;
  log: () => Log;
}

const portCodes = ['PORT_IN_USE', 'PORT_FORBIDDEN'];

export function createPortRescue(options: PortRescueOptions): PortRescue {
  let trouble: PortTrouble | null = null;
  let replaced: ReplacedPort | null = null;
  let followed: AgentState | null = null;

  const look = async (state: AgentState, isTaken: boolean): Promise<void> => {
    const { settings, fixedBy } = readPort(options);
    const { host, port } = settings;
    const [owner, free] = await Promise.all([isTaken ? findPortOwner(port) : null, findFreePort(host, port)]);
    if (followed !== state) return;
    trouble = { port, isTaken, owner, free, fixedBy };
    rescue.onChange();
  };

  const rescue: PortRescue = {
    onChange: () => {},
    get trouble() {
      return trouble;
    },
    get replaced() {
      return replaced;
    },
    follow: (state) => {
      followed = state;
      if (state.name === 'failed' && portCodes.includes(state.problem.code)) {
        // What was found before stands meanwhile: each try of the agent comes here.
        look(state, state.problem.code === 'PORT_IN_USE').catch((error: unknown) =>
          options.log().warn({ err: error }, 'the taken port could not be looked into'),
        );
      } else {
        trouble = null;
      }
    },
    use: (port) => {
      const { keeper, settings, ofFile } = readPort(options);
      // The next start will find a file in order, and have nothing to tell.
      if (ofFile !== null) options.log().error(ofFile, 'settings.json does not serve, and is written anew');
      keeper.save({ ...keeper.stored, port });
      replaced = { port: settings.port, owner: trouble?.owner ?? null };
      options.log().info({ port, instead: settings.port }, 'another port was chosen, as that one could not be had');
    },
  };
  return rescue;
}

/** As the next start of the agent will read them. */
function readPort({ flags, environment }: PortRescueOptions) {
  const dataDir = openDataDirectory(flags['data-dir']);
  const loaded = loadSettings(dataDir);
  const { settings, fixed } = resolveConfig(flags, environment, loaded.settings);
  const decidedBy = flags.port === undefined ? ('PRINTER_AGENT_PORT' as const) : ('--port' as const);
  return {
    settings,
    ofFile: loaded.trouble,
    fixedBy: fixed.includes('port') ? decidedBy : null,
    keeper: createSettingsKeeper({ dataDir, flags, environment, loaded }),
  };
}

const highestPort = 65_535;
/** Whoever has taken a hundred ports in a row has another trouble. */
const triedPorts = 100;

/** The first port above `port` that nobody listens on, really tried; null where there is none. */
async function findFreePort(host: string, port: number): Promise<number | null> {
  const last = Math.min(port + triedPorts, highestPort);
  for (let candidate = port + 1; candidate <= last; candidate += 1) {
    // On every address, too: Windows lets a program listen on one address of a port that another has on all of them.
    if ((await canListen('0.0.0.0', candidate)) && (await canListen(host, candidate))) return candidate;
  }
  return null;
}

async function canListen(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    if (server.listening) {
      server.close();
      await once(server, 'close');
    }
  }
}
