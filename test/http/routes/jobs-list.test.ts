import { beforeAll, describe, expect, it } from 'vitest';
import type { JobView } from '../../../src/shared/job.ts';
import { call, post, type Refusal } from '../../end-to-end/agent-api.ts';
import { useAgent, withoutPrinter } from '../../end-to-end/use-agent.ts';

const agent = useAgent(withoutPrinter);
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
let newestFirst: string[] = [];

interface Page {
  jobs: JobView[];
  next: string | null;
}

beforeAll(async () => {
  const ids: string[] = [];
  for (let order = 1; order <= 12; order += 1) {
    ids.unshift((await post(agent(), '/print/ticket', { order_id: order, total_amount: 5 })).body.job_id);
  }
  ids.unshift((await post(agent(), '/print/cashout', { amount: 5, priority: 3 })).body.job_id);
  ids.unshift((await post(agent(), '/test/print', {})).body.job_id);
  newestFirst = ids;
  await call(agent(), 'POST', `/jobs/${ids[5]}/cancel`);
});

const page = async (query = '') => (await call<Page>(agent(), 'GET', `/jobs${query}`)).body;
const idsOf = ({ jobs }: Page) => jobs.map(({ id }) => id);

describe('GET /jobs', () => {
  it('lists the newest first', async () => {
    const all = await page();
    expect(idsOf(all)).toEqual(newestFirst);
    expect(all.next).toBeNull();
  });

  it('goes through every job once by its pages', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    let turns = 0;
    while (cursor !== null) {
      const found: Page = await page(`?limit=5${cursor === '' ? '' : `&before=${cursor}`}`);
      seen.push(...idsOf(found));
      cursor = found.next;
      turns += 1;
    }
    expect(seen).toEqual(newestFirst);
    expect(turns).toBe(3);
  });

  it('has no next page behind a page that is just full', async () => {
    expect((await page(`?limit=${newestFirst.length}`)).next).toBeNull();
    expect((await page(`?limit=${newestFirst.length - 1}`)).next).toEqual(expect.any(String));
  });

  it('filters by one state or several', async () => {
    expect(idsOf(await page('?state=cancelled'))).toEqual([newestFirst[5]]);
    expect(idsOf(await page('?state=printed'))).toEqual([]);
    expect(await page('?state=queued&limit=3')).toMatchObject({ jobs: [{}, {}, {}], next: expect.any(String) });
    expect(idsOf(await page('?state=queued,cancelled'))).toEqual(newestFirst);
    expect(idsOf(await page('?state=queued&state=cancelled'))).toEqual(newestFirst);
  });

  it('is empty before the first job, and cuts a limit beyond 200', async () => {
    expect(await page('?before=1')).toEqual({ jobs: [], next: null });
    expect(idsOf(await page('?limit=100000'))).toEqual(newestFirst);
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=x',
    'limit=',
    'limit=1.5',
    'limit=1&limit=2',
    'limit=99999999',
    'before=x',
    'before=',
    'before=-1',
    'before=0',
    'before=1&before=2',
    'before=99999999999999999999',
    'state=',
    'state=gone',
    'state=queued,',
    'state=QUEUED',
    'state=__proto__',
    'state=constructor',
    'state=%zz',
  ])('refuses ?%s', async (query) => {
    const { status, body } = await call<Refusal>(agent(), 'GET', `/jobs?${query}`);
    expect(body).toEqual({ error: expect.any(String), code: 'INVALID_QUERY' });
    expect(status).toBe(400);
  });

  it('ignores parameters that it does not know', async () => {
    expect((await call(agent(), 'GET', '/jobs?colour=blue')).status).toBe(200);
  });
});

describe('GET /jobs/{id}', () => {
  it('tells a job as the design says, and its timeline', async () => {
    const { body, status } = await call<JobView>(agent(), 'GET', `/jobs/${newestFirst[2]}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      id: newestFirst[2],
      kind: 'ticket',
      state: 'queued',
      order_id: 12,
      priority: 2,
      created_at: expect.stringMatching(isoTime),
      updated_at: expect.stringMatching(isoTime),
      reprint_of: null,
      error: null,
      timeline: [{ at: body.created_at, state: 'queued', detail: null }],
    });
  });

  it('tells the kind and the priority, and an order number only for a ticket', async () => {
    const [test, cashout] = (await page()).jobs;
    expect(test).toMatchObject({ kind: 'test', order_id: null, priority: 3 });
    expect(cashout).toMatchObject({ kind: 'cashout', order_id: null, priority: 3 });
  });

  it.each(['nothing', '0', '../status', "' OR 1=1 --", '%00', '💥', 'x'.repeat(5000)])(
    'knows no job %j',
    async (id) => {
      for (const path of ['', '/preview.png']) {
        const { status, body } = await call(agent(), 'GET', `/jobs/${encodeURIComponent(id)}${path}`);
        expect(body.code).toBe('JOB_NOT_FOUND');
        expect(status).toBe(404);
      }
    },
  );
});
