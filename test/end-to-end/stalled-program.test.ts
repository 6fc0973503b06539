import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import { startTcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { post, readJob, untilJob } from './agent-api.ts';
import { makeDataDir, startAgent } from './start-agent.ts';
import { until } from './until.ts';

it.skipIf(process.platform === 'win32')(
  'a drawer that was asked for while the program stood still opens in time or not at all',
  async () => {
    const dataDir = makeDataDir();
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ queue: { drawerTtlSeconds: 2 } }));
    const printer = await startTcpPrinter({ profile: generic58 });
    onTestFinished(printer.close);
    const agent = await startAgent({ dataDir, args: ['--printer', printer.address] });
    onTestFinished(agent.kill);
    const { body: before } = await post(agent, '/drawer/open', {});
    await untilJob(agent, before.job_id, 'sent');

    // As behind an antivirus program, or a disk that hangs.
    process.kill(agent.pid, 'SIGSTOP');
    const asked = post(agent, '/drawer/open', {});
    const stoppedAt = performance.now();
    await until('its time is over', () => performance.now() - stoppedAt > 2_000);
    process.kill(agent.pid, 'SIGCONT');
    const { status, body } = await asked;
    expect(status).toBe(200);
    await untilJob(agent, body.job_id, 'expired');
    expect(await readJob(agent, body.job_id)).toMatchObject({ error: { code: 'DRAWER_EXPIRED' } });

    // Once it goes on, one that is asked for opens.
    await until('the next opens', async () => {
      const { body: next } = await post<{ state: string }>(agent, '/drawer/open?wait=5', {});
      return next.state === 'sent';
    });
  },
);
