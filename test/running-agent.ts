import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/main/base/clock.ts';
import { type Agent, createAgent } from '../src/main/compose/create-agent.ts';
import { type Settings, settingsSchema } from '../src/main/settings/settings.ts';
import { createFileTokenStore } from '../src/main/token/token-store.ts';
import { headlessHost } from '../src/main/window-api/host-features.ts';
import type { JobView } from '../src/shared/job.ts';
import { type Accepted, type ApiAnswer, call, type Status } from './end-to-end/agent-api.ts';
import { until } from './end-to-end/until.ts';

export interface RunningAgent {
  readonly agent: Agent;
  readonly dataDir: string;
  /** Log lines above `debug`, as their messages. */
  readonly logged: string[];
  /** The settings in use with some of them changed. */
  settingsWith(change: SettingsChange): Settings;
  /** Applies them, as a person who saves. */
  apply(change: SettingsChange): Promise<void>;
  ticket(orderId: number, query?: string): Promise<ApiAnswer<Accepted>>;
  drawer(): Promise<ApiAnswer<Accepted>>;
  status(): Promise<Status & { printer: { paused: boolean; profile: string; transport: string } }>;
  untilJob(id: string, state: JobView['state']): Promise<unknown>;
  close(): Promise<void>;
}

export type SettingsChange = {
  [Key in keyof Settings]?: Settings[Key] extends object ? Partial<Settings[Key]> : Settings[Key];
};

const token = 'test-token';

/** A whole agent in this process: real sockets, a real journal file, on a free port. */
export async function startRunningAgent(change: SettingsChange = {}): Promise<RunningAgent> {
  const dataDir = mkdtempSync(join(tmpdir(), 'running-agent-'));
  const logged: string[] = [];
  const line = (_fields: unknown, message?: string) => logged.push(message ?? String(_fields));
  const stored = merge(settingsSchema.parse({ port: 0 }), change);
  const agent = await createAgent({
    ...{ dataDir, logDirectory: join(dataDir, 'logs'), logProblem: () => null, version: '0' },
    clock: systemClock,
    log: { debug: () => {}, info: line, warn: line, error: line },
    flags: { token },
    environment: {},
    loaded: { settings: stored, trouble: null, unknownKeys: [], file: join(dataDir, 'settings.json') },
    tokenStore: createFileTokenStore(dataDir),
    host: headlessHost,
    uiFolder: null,
    onPaperDrawn: () => {},
  });
  const target = () => ({ url: agent.url, token });
  const settingsWith = (next: SettingsChange) => merge(agent.station.settings, next);
  const post = (path: string, body: unknown) => call<Accepted>(target(), 'POST', path, { body: JSON.stringify(body) });
  return {
    agent,
    dataDir,
    logged,
    settingsWith,
    apply: async (next) => {
      await agent.applier.change(() => ({ stored: settingsWith(next) }));
    },
    ticket: (orderId, query = '') => post(`/print/ticket${query}`, { order_id: orderId, total_amount: 5 }),
    drawer: () => post('/drawer/open', {}),
    status: async () => (await call<Awaited<ReturnType<RunningAgent['status']>>>(target(), 'GET', '/status')).body,
    untilJob: (id, state) => until(`job ${id} ${state}`, () => agent.store.get(id)?.state === state),
    close: async () => {
      await agent.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function merge(settings: Settings, change: SettingsChange): Settings {
  const merged = Object.entries({ ...settings, ...change }).map(([key, value]) => {
    const before = settings[key as keyof Settings];
    const isPart = typeof value === 'object' && value !== null && typeof before === 'object';
    return [key, isPart ? { ...before, ...value } : value];
  });
  return Object.fromEntries(merged) as Settings;
}
