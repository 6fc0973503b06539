import { describe, expect, it } from 'vitest';
import { AgentError } from '../../../src/main/base/errors.ts';
import { answerCall } from '../../../src/main/desktop/window/answer-call.ts';
import { silentLog } from '../../silent-log.ts';

describe('answering the window', () => {
  const windowApi = (call: (name: string, argument: unknown) => Promise<unknown>) => ({
    call,
    subscribe: () => () => {},
  });

  it('gives values and expected refusals as results', async () => {
    const { log, errors } = silentLog();
    expect(
      await answerCall(
        windowApi(async () => 7),
        'readJob',
        'x',
        log,
      ),
    ).toEqual({ ok: true, value: 7 });
    const refuse = windowApi(() => Promise.reject(new AgentError('JOB_NOT_FOUND', 'Inconnu.')));
    expect(await answerCall(refuse, 'readJob', 'x', log)).toEqual({
      ok: false,
      problem: { code: 'JOB_NOT_FOUND', message: 'Inconnu.' },
    });
    expect(errors).toEqual([]);
  });

  it('an unexpected error is logged, without the argument, and told in general words', async () => {
    const { log, errors } = silentLog();
    const fail = windowApi(() => Promise.reject(new Error('SQLITE at /home/nadia')));
    const answer = await answerCall(fail, 'listJobs', { text: 'Amélie' }, log);
    expect(answer).toMatchObject({ ok: false, problem: { code: 'INTERNAL_ERROR' } });
    expect(JSON.stringify(answer)).not.toContain('nadia');
    expect(errors).toHaveLength(1);
    expect(JSON.stringify(errors)).not.toContain('Amélie');
  });

  it('without an agent says so', async () => {
    const { log } = silentLog();
    expect(await answerCall(null, 'printTest', undefined, log)).toMatchObject({
      ok: false,
      problem: { code: 'AGENT_STOPPED' },
    });
  });
});
