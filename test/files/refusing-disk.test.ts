import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/shared/job.ts';
import { type Accepted, call, post, type Refusal, untilJob } from '../end-to-end/agent-api.ts';
import { type AgentCall, makeDataDir, type StartedAgent, startAgent } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { copyTill, makeUsedTill, type UsedTill } from './used-till.ts';

let used: UsedTill;
beforeAll(async () => {
  used = await makeUsedTill();
});

const started: StartedAgent[] = [];
afterEach(async () => {
  for (const agent of started.splice(0)) await agent.kill();
});

async function start({ dataDir, token }: UsedTill, launcher: readonly string[], options: AgentCall = {}) {
  const agent = await startAgent({ ...options, dataDir, launcher });
  started.push(agent);
  const erp = { ...agent, token };
  const notices = async () => {
    const { status, body } = await call<{ agent: { notices: Problem[] } }>(erp, 'GET', '/status');
    expect(status).toBe(200);
    return body.agent.notices;
  };
  const ticket = () => post<Accepted & Refusal>(erp, '/print/ticket', { order_id: 7, total_amount: 5 });
  return { agent, erp, notices, ticket };
}

/** An account that may only what files allow: another user could not read a checkout that is root's alone. */
const asOrdinary = ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'];
const otherUser = 65_534;

function whyNot(command: readonly string[]): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can do that';
  const [name = '', ...args] = command;
  const trial = spawnSync(name, args, { encoding: 'utf8' });
  return trial.status === 0 ? null : `${name}: ${trial.error?.message ?? trial.stderr}`;
}

const whyNoOtherUser = whyNot([...asOrdinary, process.execPath, '--version']);
if (whyNoOtherUser !== null) console.warn(`skipped: files of another account (${whyNoOtherUser})`);

describe.skipIf(whyNoOtherUser !== null)('a file of another account', () => {
  function takeAway({ dataDir }: UsedTill, name: string): void {
    chownSync(join(dataDir, name), otherUser, otherUser);
    chmodSync(join(dataDir, name), name === 'logs' ? 0o700 : 0o600);
  }

  it.each<[string, string, (till: UsedTill) => void]>([
    ['settings.json', 'SETTINGS_RESTORED', () => {}],
    ['settings.json', 'SETTINGS_LOST', ({ dataDir }) => rmSync(join(dataDir, 'settings.last-good.json'))],
    ['token', 'TOKEN_LOST', () => {}],
    ['logo.png', 'LOGO_UNREADABLE', () => {}],
    ['logs', 'LOG_NOT_WRITTEN', () => {}],
  ])('%s: %s, and the ticket is accepted', async (name, code, before) => {
    const till = copyTill(used);
    before(till);
    takeAway(till, name);
    const { agent, notices, ticket } = await start(till, asOrdinary);
    const notice = (await notices()).find((one) => one.code === code);
    expect(notice?.message).toContain(join(till.dataDir, name));
    if (name !== 'logo.png') expect(notice?.message).toContain('EACCES');
    expect((await ticket()).body).toMatchObject({ state: 'queued' });
    expect(await agent.stop()).toBe(0);
  });

  it('the journal: it starts, refuses tickets with the true cause, and goes on by itself when it may', async () => {
    const till = copyTill(used);
    takeAway(till, 'journal.db');
    const { agent, erp, notices, ticket } = await start(till, asOrdinary);
    const code = 'STORAGE_UNAVAILABLE';
    expect(await notices()).toMatchObject([{ code, message: expect.stringMatching(/droit.*journal\.db/) }]);
    expect(await ticket()).toMatchObject({ status: 503, body: { code, error: expect.stringContaining('droit') } });
    chownSync(join(till.dataDir, 'journal.db'), 0, 0);
    await untilJob(erp, 'cut', 'uncertain');
    expect((await ticket()).status).toBe(200);
    expect(await notices()).toEqual([]);
    expect(await agent.stop()).toBe(0);
  });
});

const whyNoDisk = whyNot(['unshare', '-m', 'sh', '-c', 'mount -t tmpfs -o size=4m tmpfs /mnt']);
if (whyNoDisk !== null) console.warn(`skipped: a disk that is full or protected (${whyNoDisk})`);

describe.skipIf(whyNoDisk !== null)('a disk', () => {
  const onDisk = (then: string) =>
    `mount -t tmpfs -o size=4m tmpfs "$0" && cp -a "$1/." "$0" && ${then} && shift && exec "$@"`;
  const startOn = (then: string, till: UsedTill) => {
    const dataDir = makeDataDir();
    const launcher = ['unshare', '-m', 'sh', '-c', onDisk(then), dataDir, till.dataDir];
    // The files of that disk are seen by the agent alone, its token, too.
    return start({ dataDir, token: till.token }, launcher, { args: ['--token', till.token] });
  };

  it('that is protected: it starts, says so, and refuses tickets with that cause', async () => {
    const { agent, notices, ticket } = await startOn('mount -o remount,ro "$0"', copyTill(used));
    const code = 'STORAGE_UNAVAILABLE';
    const told = await notices();
    expect(told.find((one) => one.code === code)?.message).toContain('protégé en écriture');
    expect(told.find((one) => one.code === 'LOG_NOT_WRITTEN')?.message).toContain('EROFS');
    expect(await ticket()).toMatchObject({
      status: 503,
      body: { code, error: expect.stringContaining('protégé en écriture') },
    });
    expect(await agent.stop()).toBe(0);
  });

  it('that is full, after a kill in the middle of a ticket: it starts, says so, and goes on when there is room', async () => {
    const { agent, erp, notices, ticket } = await startOn(
      '{ cat /dev/zero > "$0/filler" 2> /dev/null; true; }',
      copyTill(used),
    );
    const code = 'STORAGE_UNAVAILABLE';
    expect((await notices()).find((one) => one.code === code)?.message).toContain('plein');
    expect(await ticket()).toMatchObject({ status: 503, body: { code, error: expect.stringContaining('plein') } });
    rmSync(join(`/proc/${agent.pid}/root`, agent.dataDir, 'filler'));
    await untilJob(erp, 'cut', 'uncertain');
    expect((await ticket()).status).toBe(200);
    await until('nothing is told any more', async () => (await notices()).every((one) => one.code !== code));
    expect(await agent.stop()).toBe(0);
  });
});
