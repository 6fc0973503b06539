import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createRedact, redactLog } from '../../src/main/control/redact-log.ts';
import { startControlledAgent } from './controlled-agent.ts';

describe('the bundle for support', () => {
  it('holds what helps, and neither token nor customer nor amount, wherever they were planted', async () => {
    const till = await startControlledAgent();
    const { token } = await till.call('revealToken', undefined);
    const customer = 'Zohra Benkhedda';
    const { body } = await till.erp('POST', '/print/ticket', {
      order_id: 4711,
      customer_name: customer,
      customer_phone: '0551 98 76 54',
      customer_address: '3, rue des Jasmins',
      items: [{ product_name: 'Mille-feuille praliné', quantity: 3, unit_price: 1234.56 }],
      amount_received: 5000,
    });
    await till.untilState(body.job_id, 'printed');
    const stray = 'stray-token-of-somebody-0123456789abcdefghij';
    const planted = [
      { level: 30, time: '2026-11-22T13:05:00Z', job: body.job_id, order: 4711, msg: 'job printed' },
      {
        level: 50,
        time: '2026-11-22T13:05:01Z',
        token,
        headers: { authorization: `Bearer ${token}` },
        customer,
        msg: 'odd',
      },
      {
        level: 50,
        err: {
          type: 'Error',
          code: 'EIO',
          message: `« ${customer} » : 3703,68 DA`,
          stack: `Error: ${customer}\n    at f (a.ts:1)`,
        },
        msg: 'failed',
      },
      { level: 50, msg: `PRINTER_AGENT_TOKEN=${token} and ${stray}, 3703.68` },
    ];
    writeFileSync(
      join(till.dataDir, 'logs', 'agent.1.log'),
      `${planted.map((line) => JSON.stringify(line)).join('\n')}\n{"cut short by a crash, ${token} ${customer}`,
    );
    const { fileName, base64 } = await till.call('createDiagnostics', undefined);
    expect(fileName).toMatch(/^smartpos-diagnostic-.*\.zip$/);
    const files = Object.entries(unzipSync(Buffer.from(base64, 'base64'))).map(
      ([name, bytes]) => [name, strFromU8(bytes)] as const,
    );
    expect(files.map(([name]) => name).toSorted()).toEqual([
      'counters.json',
      'jobs.json',
      'logs/agent.1.log',
      'overview.json',
      'settings.json',
      'versions.json',
    ]);
    const all = files.map(([name, text]) => `${name}\n${text}`).join('\n');
    for (const secret of [
      token,
      stray,
      customer,
      'Zohra',
      '0551 98 76 54',
      'Jasmins',
      'praliné',
      '1234.56',
      '3703',
      '5000.',
    ]) {
      expect(all, secret).not.toContain(secret);
    }
    for (const useful of [
      body.job_id,
      '"printed"',
      '"1.2.3"',
      'generic-58',
      'EIO',
      'at f (a.ts:1)',
      '"order":4711',
      'NO_PRINTER_CHOSEN',
    ]) {
      expect(all, useful).toContain(useful);
    }
    for (const [name, text] of files.filter(([each]) => each.endsWith('.json'))) {
      expect(() => JSON.parse(text), name).not.toThrow();
    }
  });

  it('is made without logs too', async () => {
    const till = await startControlledAgent({ environment: { PRINTER_ENABLED: 'false' } });
    expect((await till.call('createDiagnostics', undefined)).base64).toMatch(/^UEs/);
  });
});

describe('a redacted log', () => {
  it('keeps times, ids and small counts where a product costs 150', () => {
    const line = JSON.stringify({
      level: 30,
      time: '2026-11-22T13:05:00.150Z',
      job: '01a20456-1529-712b-86c4-9ef85663d150',
      msg: 'took 1500 of 150',
    });
    const redacted = redactLog(line, createRedact(['150']));
    expect(JSON.parse(redacted)).toEqual({ ...JSON.parse(line), msg: 'took 1500 of [masqué]' });
  });
});

it('what the agent is and where things are is told', async () => {
  const till = await startControlledAgent();
  expect(await till.call('readAbout', undefined)).toMatchObject({
    version: '1.2.3',
    electron: null,
    node: process.versions.node,
    dataDir: till.dataDir,
    licence: 'MIT',
  });
  expect(await till.call('readStartAtLogin', undefined)).toBeNull();
});
