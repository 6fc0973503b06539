import { mkdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { readJob, readStatus, untilJob } from './agent-api.ts';
import { createErpClient, type ErpAnswer } from './erp-client.ts';
import { describeErpDay } from './erp-day.ts';
import { erpTicket } from './erp-documents.ts';
import { dumps, float } from './python-json.ts';
import { makeDataDir } from './start-agent.ts';
import { startTcpTill, startVirtualTill, untilIdle } from './till.ts';
import { until } from './until.ts';

describeErpDay('virtual', startVirtualTill);
describeErpDay('tcp', startTcpTill);

it('speaks JSON as Python does', () => {
  expect(dumps({ a: [1, float(2), float(150), float(0.35)], é: 'Ça « 🎂 »\n', n: null, t: true })).toBe(
    '{"a": [1, 2.0, 150.0, 0.35], "\\u00e9": "\\u00c7a \\u00ab \\ud83c\\udf82 \\u00bb\\n", "n": null, "t": true}',
  );
});

function jobIdOf({ body }: ErpAnswer): string {
  if (typeof body === 'object' && body !== null && 'job_id' in body) {
    return String(body.job_id);
  }
  throw new Error(`No job: ${JSON.stringify(body)}`);
}

describe('a blocked printer', () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) {
      await close();
    }
  });

  it('lets the ERP go on, and gives the drawer before the tickets that wait', async () => {
    const till = await startTcpTill();
    closing.push(till.close);
    const erp = createErpClient(till.agent);
    till.printer.device.setFaults({ paper: 'end' });
    const first = jobIdOf(await erp.printTicket(erpTicket(1, { priority: 2 })));
    await until('the printer is blocked', async () => (await readStatus(till.agent)).printer.state === 'blocked');
    await erp.printTicket(erpTicket(2, { priority: 2 }));
    await erp.printTicket(erpTicket(3, { priority: 1 }));
    const drawer = jobIdOf(await erp.openDrawer());
    expect((await readStatus(till.agent)).printer).toMatchObject({
      queue_size: 4,
      connected: true,
      reasons: ['media-empty'],
    });
    expect((await readJob(till.agent, first)).state).toBe('queued');
    till.printer.device.setFaults({ paper: 'ok' });
    await untilJob(till.agent, drawer, 'sent');
    await untilIdle(till.agent);
    const order = till.papers().map((text) => /Ticket N°: (\d)|\[(tiroir) ouvert\]/.exec(text)?.slice(1).join(''));
    expect(order).toEqual(['tiroir', '3', '1', '2']);
    erp.close();
  });

  it('still opens the drawer at once where the model knows how', async () => {
    const dataDir = makeDataDir();
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(`${dataDir}/settings.json`, JSON.stringify({ printer: { profile: 'epson-80' } }));
    const till = await startTcpTill({ profileId: 'epson-80', dataDir });
    closing.push(till.close);
    const erp = createErpClient(till.agent);
    till.printer.device.setFaults({ paper: 'end' });
    const ticket = jobIdOf(await erp.printTicket(erpTicket(1)));
    await until('the printer is blocked', async () => (await readStatus(till.agent)).printer.state === 'blocked');
    const drawer = jobIdOf(await erp.openDrawer());
    await till.printer.waitForPulse(1);
    await untilJob(till.agent, drawer, 'sent');
    expect((await readJob(till.agent, ticket)).state).toBe('queued');
    erp.close();
  });
});
