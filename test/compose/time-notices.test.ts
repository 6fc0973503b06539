import { expect, test } from 'vitest';
import { createTimeNotices, describeAbsence } from '../../src/main/compose/time-notices.ts';
import { createAgentEvents } from '../../src/main/jobs/events.ts';
import type { Job } from '../../src/main/jobs/job.ts';
import { describeState } from '../../src/shared/describe-state.ts';
import { describeProblem } from '../../src/shared/words/describe-problem.ts';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { createFakeClock } from '../fake-clock.ts';
import { silentLog } from '../silent-log.ts';
import { startControlledAgent } from '../window-api/controlled-agent.ts';

const at = (local: string) => Date.parse(`${local}:00+01:00`);
const zone = 'Africa/Algiers';
const told = (from: string, to: string, known: { isEndKnown?: boolean; isPlausible?: boolean } = {}) =>
  describeAbsence({ from: at(from), to: at(to), isEndKnown: true, isPlausible: true, ...known }, zone);

test('an absence is told with its times', () => {
  expect(told('2026-11-30T11:53', '2026-11-30T11:54')).toEqual({
    code: 'AGENT_WAS_STOPPED',
    message: "Arrêté de 11:53 à 11:54 : ce que l'ERP a demandé entre-temps n'est pas arrivé.",
  });
});

test('one over midnight with its days, too, by the shop’s clock', () => {
  expect(told('2026-11-29T23:59', '2026-11-30T00:01').message).toBe(
    "Arrêté du 29/11/2026 à 23:59 au 30/11/2026 à 00:01 : ce que l'ERP a demandé entre-temps n'est pas arrivé.",
  );
});

test('a shop whose clocks change in that night sees its own hours', () => {
  const absence = { isEndKnown: true, isPlausible: true };
  // Summer time ended at 3:00 in Paris: an hour has come twice.
  const [from, to] = [Date.parse('2026-10-25T00:30:00Z'), Date.parse('2026-10-25T01:30:00Z')];
  expect(describeAbsence({ from, to, ...absence }, 'Europe/Paris').message).toContain('de 02:30 à 02:30');
  const [noon, next] = [Date.parse('2026-03-28T22:59:00Z'), Date.parse('2026-03-29T06:00:00Z')];
  expect(describeAbsence({ from: noon, to: next, ...absence }, 'Europe/Paris').message).toContain(
    'du 28/03/2026 à 23:59 au 29/03/2026 à 08:00',
  );
});

test('of one that was cut off only the last sign is known', () => {
  expect(told('2026-11-30T11:53', '2026-11-30T11:54', { isEndKnown: false })).toEqual({
    code: 'AGENT_WAS_CUT',
    message:
      "Arrêté brutalement peu après 11:53, relancé à 11:54 : ce que l'ERP a demandé entre-temps n'est pas arrivé. Vérifiez dans l'ERP.",
  });
  expect(told('2026-11-29T19:00', '2026-11-30T08:00', { isEndKnown: false }).message).toContain(
    'peu après 19:00 le 29/11/2026, relancé le 30/11/2026 à 08:00',
  );
});

test('where the clock is not to be believed, nobody knows since when', () => {
  const { code, message } = told('2026-11-30T11:53', '2000-01-01T00:00', { isPlausible: false });
  expect(code).toBe('AGENT_AWAY_UNKNOWN');
  expect(message).toContain('le 30/11/2026 à 11:53');
  expect(message).toContain('dit 01/01/2000 à 00:00');
  expect(message).toContain('Vérifiez la date');
});

test('an absence is told for an hour; a drawer that opens often until the shop has closed', () => {
  const clock = createFakeClock();
  const events = createAgentEvents();
  const notices = createTimeNotices({
    ...{ events, clock, timeZone: () => zone },
    store: { lastSign: () => ({ at: clock.now() - 60_000, kind: 'end' }) },
    log: silentLog().log,
  });
  const codes = () => notices.read().map(({ code }) => code);
  events.emit('drawer-opened-often', { id: 'a', sourceAddress: '10.0.0.7' } as Job);
  expect(notices.read()[1]?.message).toContain('plus de 30 fois en une minute, le 22/11/2026 à 14:05');
  clock.pass(3_599_999);
  expect(codes()).toEqual(['AGENT_WAS_STOPPED', 'DRAWER_OPENED_OFTEN']);
  clock.pass(1);
  expect(codes()).toEqual(['DRAWER_OPENED_OFTEN']);
  // Whatever is done to the wall clock.
  clock.set(0);
  expect(codes()).toEqual(['DRAWER_OPENED_OFTEN']);
  clock.pass(11 * 3_600_000);
  expect(codes()).toEqual([]);
});

test('a till that was stopped tells it in the window and in /status, in every language, and the icon stays calm', async () => {
  const clock = createFakeClock();
  const dataDir = makeDataDir();
  const first = await startControlledAgent({ dataDir, clock });
  expect((await first.call('readOverview', undefined)).notices).toEqual([]);
  clock.pass(5_000);
  await first.close();
  clock.pass(60_000);
  const agent = await startControlledAgent({ dataDir, clock });
  const overview = await agent.call('readOverview', undefined);
  const [notice] = overview.notices;
  if (notice === undefined) throw new Error('nothing is told');
  expect(notice.message).toMatch(/^Arrêté de 14:05 à 14:06 /);
  expect((await agent.erp('GET', '/status')).body).toMatchObject({ agent: { notices: [notice] } });
  expect(describeState({ ...overview, printer: { ...overview.printer, condition: 'ready' } }).level).toBe('ready');
  for (const language of ['ar', 'en'] as const) expect(describeProblem(notice, language).isForeign).toBe(false);
  await agent.close();
  // New settings and updates stop it for less.
  clock.pass(29_000);
  const again = await startControlledAgent({ dataDir, clock });
  expect((await again.call('readOverview', undefined)).notices).toEqual([]);
});

test('a drawer that is opened 31 times in a minute is told there, too', async () => {
  const agent = await startControlledAgent();
  const ids: string[] = [];
  for (let count = 0; count < 31; count += 1) ids.push((await agent.erp('POST', '/drawer/open', {})).body.job_id);
  await until('it is told', async () =>
    (await agent.call('readOverview', undefined)).notices.some(({ code }) => code === 'DRAWER_OPENED_OFTEN'),
  );
  const { timeline } = await agent.call('readJob', ids[30] ?? '');
  expect(timeline[0]).toMatchObject({ state: 'queued', detail: 'more than 30 openings within a minute' });
});

test('/status says how long it has run, whatever is done to the wall clock', async () => {
  const clock = createFakeClock();
  const agent = await startControlledAgent({ clock });
  clock.pass(61_000);
  clock.set(clock.now() + 11 * 365 * 24 * 3_600_000);
  expect((await agent.erp('GET', '/status')).body).toMatchObject({ agent: { uptime: '0:01:01' } });
});
