import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../src/main/base/clock.ts';
import { createAgent } from '../../src/main/compose/create-agent.ts';
import type { Environment, Flags } from '../../src/main/settings/resolve-config.ts';
import { loadSettings } from '../../src/main/settings/settings-file.ts';
import { createFileTokenStore, type TokenStore } from '../../src/main/token/token-store.ts';
import { type HostFeatures, headlessHost } from '../../src/main/window-api/host-features.ts';
import type { WindowApi } from '../../src/main/window-api/window-api.ts';
import type { BridgeEvent } from '../../src/shared/bridge.ts';
import type { AnswerOf, ArgumentOf, BridgeCallName } from '../../src/shared/bridge-calls.ts';
import type { JobState } from '../../src/shared/job.ts';
import { call as callHttp } from '../end-to-end/agent-api.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';

export interface ControlledAgent {
  readonly dataDir: string;
  readonly url: string;
  readonly windowApi: WindowApi;
  readonly events: BridgeEvent[];
  /** As a window calls: typed. */
  call<Name extends BridgeCallName>(name: Name, argument: ArgumentOf<Name>): Promise<AnswerOf<Name>>;
  /** As the ERP calls. */
  erp(method: string, path: string, body?: unknown, token?: string): ReturnType<typeof callHttp<{ job_id: string }>>;
  untilState(id: string, state: JobState): Promise<unknown>;
  close(): Promise<void>;
}

export interface ControlledAgentCall {
  dataDir?: string;
  flags?: Flags;
  environment?: Environment;
  clock?: Clock;
  host?: HostFeatures;
  tokenStore?: (dataDir: string) => TokenStore;
  uiFolder?: string;
}

/** A whole agent in this process as its entry starts it: real sockets, a real journal, the virtual printer; a free port. */
export async function startControlledAgent(options: ControlledAgentCall = {}): Promise<ControlledAgent> {
  const dataDir = options.dataDir ?? makeDataDir();
  const logDirectory = join(dataDir, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  const quiet = () => {};
  const agent = await createAgent({
    ...{ dataDir, logDirectory, logProblem: () => null, version: '1.2.3' },
    clock: options.clock ?? systemClock,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    flags: options.flags ?? { port: '0' },
    environment: options.environment ?? {},
    loaded: loadSettings(dataDir),
    tokenStore: (options.tokenStore ?? createFileTokenStore)(dataDir),
    host: options.host ?? headlessHost,
    uiFolder: options.uiFolder ?? null,
    onPaperDrawn: quiet,
  });
  const { windowApi } = agent;
  const events: BridgeEvent[] = [];
  windowApi.subscribe((event) => events.push(event));
  let isOpen = true;
  const end = async () => {
    if (isOpen) {
      isOpen = false;
      await agent.close();
    }
  };
  onTestFinished(end);
  const call = async <Name extends BridgeCallName>(name: Name, argument: ArgumentOf<Name>) =>
    (await windowApi.call(name, argument)) as AnswerOf<Name>;
  return {
    dataDir,
    get url() {
      return agent.url;
    },
    windowApi,
    events,
    call,
    erp: async (method, path, body, token) =>
      callHttp({ url: agent.url, token: token ?? (await call('revealToken', undefined)).token }, method, path, {
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    untilState: (id, state) => until(`job ${id} ${state}`, async () => (await call('readJob', id)).state === state),
    close: end,
  };
}

/** What a call is refused with, as a window sees it. */
export async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => null,
    (error: unknown) => error,
  );
}
