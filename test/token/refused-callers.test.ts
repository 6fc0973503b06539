import { beforeEach, describe, expect, it } from 'vitest';
import { createRefusedCallers, type RefusedCallers } from '../../src/main/token/refused-callers.ts';
import { call, readLogFile } from '../end-to-end/agent-api.ts';
import { startAgent } from '../end-to-end/start-agent.ts';
import { withoutPrinter } from '../end-to-end/use-agent.ts';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';

interface Line {
  address: string;
  calls: number;
  message: string;
}

describe('refused callers', () => {
  let clock: FakeClock;
  let lines: Line[];
  let news: number;
  let refused: RefusedCallers;
  beforeEach(() => {
    clock = createFakeClock();
    lines = [];
    news = 0;
    refused = createRefusedCallers({
      clock,
      log: {
        warn: (fields: Omit<Line, 'message'>, message: string) => void lines.push({ ...fields, message }),
      } as never,
      onNews: () => {
        news += 1;
      },
    });
  });
  const add = (address: string, times: number, hasToken = true) => {
    for (let time = 0; time < times; time += 1) refused.add(address, hasToken);
  };

  it('are counted by address, with the first and the last time, the last one first', () => {
    const start = clock.now();
    add('192.168.1.20', 36);
    clock.pass(2_000);
    add('10.0.0.7', 1, false);
    clock.pass(1_000);
    add('192.168.1.20', 1);
    expect(refused.list()).toEqual([
      { address: '192.168.1.20', count: 37, since: start, lastAt: start + 3_000, hasToken: true, isSolved: false },
      { address: '10.0.0.7', count: 1, since: start + 2_000, lastAt: start + 2_000, hasToken: false, isSolved: false },
    ]);
  });

  it('are logged at once, then once a minute with their number, also when the clock is set back', () => {
    add('192.168.1.20', 5);
    clock.pass(59_999);
    add('192.168.1.20', 4);
    expect(lines).toEqual([{ address: '192.168.1.20', calls: 1, message: 'calls with a wrong token were refused' }]);
    clock.pass(1);
    clock.set(clock.now() - 86_400_000);
    add('192.168.1.20', 1);
    expect(lines[1]).toMatchObject({ address: '192.168.1.20', calls: 9 });
    expect(news).toBe(2);
  });

  it('that have shown the right token are solved, each by its own address, and counted anew', () => {
    add('fd00::10', 37);
    add('fd00::99', 1, false);
    refused.solve('fd00::99');
    refused.solve('192.168.1.30');
    expect(refused.list()).toMatchObject([
      { address: 'fd00::99', count: 1, hasToken: false, isSolved: true },
      { address: 'fd00::10', count: 37, hasToken: true, isSolved: false },
    ]);
    refused.solve('fd00::10');
    add('fd00::10', 1);
    expect(refused.list()[0]).toMatchObject({ count: 38, isSolved: false });
    refused.solve('fd00::10');
    clock.pass(60_001);
    add('fd00::10', 1);
    expect(refused.list()[0]).toMatchObject({ count: 1, isSolved: false });
  });

  it('fill neither memory nor log, however many they are; who shows a token is kept before who shows none', () => {
    add('192.168.1.20', 1);
    for (let turn = 0; turn < 500; turn += 1) {
      add(`10.1.${turn >> 8}.${turn & 255}`, 3, false);
      add(`2001:db8:0:${turn.toString(16)}::1`, 1, false);
    }
    expect(refused.list()).toHaveLength(50);
    expect(refused.list().at(-1)).toMatchObject({ address: '192.168.1.20', count: 1 });
    expect(lines).toHaveLength(20);
    clock.pass(60_000);
    add('192.168.1.20', 1);
    expect(lines).toHaveLength(21);
  });

  it('that were quiet for a day are counted anew', () => {
    add('192.168.1.20', 5);
    clock.pass(86_400_001);
    add('192.168.1.20', 1);
    expect(refused.list()).toMatchObject([{ count: 1, since: clock.now() }]);
  });
});

it('/status and the log tell who was refused, and never with what', async () => {
  const agent = await startAgent(withoutPrinter);
  for (let turn = 0; turn < 3; turn += 1) await call(agent, 'POST', '/print/ticket', { token: 'ancien-jeton' });
  const { body } = await call<{ agent: { refused_callers: unknown[] } }>(agent, 'GET', '/status');
  expect(body.agent.refused_callers).toEqual([
    {
      address: '127.0.0.1',
      count: 3,
      since: expect.stringMatching(/^\d{4}-.*Z$/),
      last_at: expect.stringMatching(/^\d{4}-.*Z$/),
      wrong_token: true,
      // By this very call.
      solved: true,
    },
  ]);
  expect(await agent.stop()).toBe(0);
  const log = readLogFile(agent);
  expect(log.match(/calls with a wrong token were refused/g)).toHaveLength(1);
  expect(log + agent.stderr() + JSON.stringify(body)).not.toContain('ancien-jeton');
});
