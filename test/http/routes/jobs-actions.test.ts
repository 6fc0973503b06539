import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../../src/shared/job.ts';
import { call, post, readJob, readStatus, untilJob } from '../../end-to-end/agent-api.ts';
import { papersOf, startTcpTill, untilIdle } from '../../end-to-end/till.ts';
import { until } from '../../end-to-end/until.ts';

let till: Awaited<ReturnType<typeof startTcpTill>>;
beforeAll(async () => {
  till = await startTcpTill();
});
afterAll(() => till.close());

const actions = ['cancel', 'retry', 'reprint', 'confirm'] as const;
type Action = (typeof actions)[number];
const act = (id: string, action: Action, body?: string) =>
  call<JobView>(till.agent, 'POST', `/jobs/${id}/${action}`, body === undefined ? {} : { body });

async function print(path = '/print/ticket', json: unknown = { order_id: 42, total_amount: 5 }): Promise<string> {
  return (await post(till.agent, `${path}?wait=8`, json)).body.job_id;
}

async function blockPrinter(): Promise<void> {
  await untilIdle(till.agent);
  till.printer.device.setFaults({ paper: 'end' });
  await post(till.agent, '/test/print', {});
  await until('the printer is blocked', async () => (await readStatus(till.agent)).printer.state === 'blocked');
}

async function freePrinter(): Promise<void> {
  till.printer.device.setFaults({ paper: 'ok' });
  await untilIdle(till.agent);
}

/** A job whose bytes left, and of which the printer never said what became. */
async function makeUncertain(): Promise<string> {
  await untilIdle(till.agent);
  till.printer.device.setFaults({ mute: false, acceptLimit: 200 });
  const before = till.printer.bytes().length;
  const { body } = await post(till.agent, '/print/ticket', { order_id: 7, total_amount: 5 });
  await untilJob(till.agent, body.job_id, 'printing');
  // More than the questions about its state: without a byte of the ticket the job would simply wait again.
  await until('it has taken a part of it', () => till.printer.bytes().length >= before + 100);
  till.printer.dropConnections();
  await untilJob(till.agent, body.job_id, 'uncertain');
  till.printer.device.setFaults({ acceptLimit: null });
  till.printer.device.powerCycle();
  return body.job_id;
}

async function expectForbidden(id: string, forbidden: readonly Action[]): Promise<void> {
  const before = await readJob(till.agent, id);
  for (const action of forbidden) {
    const { status, body } = await act(id, action);
    expect(body, action).toEqual({ error: expect.stringMatching(/./), code: 'JOB_STATE_CONFLICT' });
    expect(status, action).toBe(409);
  }
  expect(await readJob(till.agent, id)).toEqual(before);
}

describe('what a person may do with a job', () => {
  it.each(actions)('%s of a job that does not exist answers 404', async (action) => {
    const { status, body } = await act('nothing', action);
    expect(body).toEqual({ error: expect.any(String), code: 'JOB_NOT_FOUND' });
    expect(status).toBe(404);
  });

  it('printed: reprint makes a new job, marked DUPLICATA; nothing else', async () => {
    const id = await print();
    await expectForbidden(id, ['cancel', 'retry', 'confirm']);
    let copy = '';
    const [paper = ''] = await papersOf(till, async () => {
      const { status, body } = await act(id, 'reprint', 'any body');
      expect(status).toBe(200);
      expect(body).toMatchObject({ state: 'queued', kind: 'ticket', order_id: 42, reprint_of: id });
      copy = body.id;
    });
    expect(copy).not.toBe(id);
    expect(paper).toContain('DUPLICATA');
    expect((await readJob(till.agent, id)).state).toBe('printed');
  });

  it('queued: cancel, and it never prints; cancelled: a first print, not a DUPLICATA', async () => {
    await blockPrinter();
    const { body: accepted } = await post(till.agent, '/print/ticket', { order_id: 8, total_amount: 5 });
    await expectForbidden(accepted.job_id, ['retry', 'reprint', 'confirm']);
    const { status, body } = await act(accepted.job_id, 'cancel');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: accepted.job_id, state: 'cancelled' });
    const before = till.papers().length;
    await freePrinter();
    expect(till.papers().slice(before).join()).not.toContain('Ticket N°: 8');
    await expectForbidden(accepted.job_id, ['cancel', 'retry', 'confirm']);
    const [paper = ''] = await papersOf(till, () => act(accepted.job_id, 'reprint'));
    expect(paper).toContain('Ticket N°: 8');
    expect(paper).not.toContain('DUPLICATA');
  });

  it('a drawer that was opened is not opened again by a reprint', async () => {
    await expectForbidden(await print('/drawer/open', {}), [...actions]);
  });

  it('uncertain: a person confirms it', async () => {
    const id = await makeUncertain();
    await expectForbidden(id, ['cancel', 'retry']);
    expect((await readJob(till.agent, id)).error).toMatchObject({ code: expect.any(String) });
    const { status, body } = await act(id, 'confirm');
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, state: 'printed', error: null });
    await expectForbidden(id, ['confirm', 'cancel', 'retry']);
  });

  it('uncertain: a person prints it again, once', async () => {
    const id = await makeUncertain();
    const { body } = await act(id, 'reprint');
    expect(body).toMatchObject({ reprint_of: id, order_id: 7 });
    expect((await readJob(till.agent, id)).state).toBe('reprinted');
    await expectForbidden(id, [...actions]);
    await untilJob(till.agent, body.id, 'printed');
    expect(till.papers().at(-1)).toContain('DUPLICATA');
  });
});

describe('preview.png', () => {
  const preview = (id: string) => call<string>(till.agent, 'GET', `/jobs/${id}/preview.png`);

  it('draws a job that was printed, and one that was not yet', async () => {
    const printed = await print();
    await blockPrinter();
    const { body: waiting } = await post(till.agent, '/print/ticket', { order_id: 9, total_amount: 5 });
    for (const id of [printed, waiting.job_id]) {
      const { status, headers, body } = await preview(id);
      expect(status).toBe(200);
      expect(headers['content-type']).toBe('image/png');
      expect(headers.connection).toBe('close');
      expect(body.slice(1, 4)).toBe('PNG');
      expect(body.length).toBeGreaterThan(500);
    }
    expect((await readJob(till.agent, waiting.job_id)).state).toBe('queued');
    await freePrinter();
  });

  it('draws a drawer job and a cash-out too', async () => {
    for (const [path, json] of [
      ['/drawer/open', {}],
      ['/print/cashout', { amount: 5 }],
    ] as const) {
      const { status, body } = await preview(await print(path, json));
      expect(status).toBe(200);
      expect(body.slice(1, 4)).toBe('PNG');
    }
  });
});
