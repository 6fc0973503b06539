import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { until } from '../end-to-end/until.ts';
import { startControlledAgent } from '../window-api/controlled-agent.ts';

function dataDirWith(settings: string): string {
  const dataDir = makeDataDir();
  writeFileSync(join(dataDir, 'settings.json'), settings);
  return dataDir;
}

describe('settings that were lost', () => {
  const lost = async (dataDir: string) => {
    const till = await startControlledAgent({ dataDir });
    const printer = async () => (await till.call('readOverview', undefined)).printer;
    const ticket = async () => {
      const { body } = await till.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 });
      return (body as unknown as { job_id: string }).job_id;
    };
    return { till, printer, ticket };
  };

  it('stop printing until a printer is chosen: what waited comes out, and nothing is drawn before', async () => {
    const dataDir = dataDirWith('{"printer": ');
    const { till, printer, ticket } = await lost(dataDir);
    const id = await ticket();
    expect(await printer()).toMatchObject({ condition: 'disabled', code: 'SETTINGS_LOST' });
    expect((await printer()).message).toContain(join(dataDir, 'settings.json'));
    expect(await till.call('readSettings', undefined)).toMatchObject({
      printer: { address: 'virtual', enabled: false },
    });
    expect((await till.call('readJob', id)).state).toBe('queued');
    expect(existsSync(join(dataDir, 'paper'))).toBe(false);
    // The built-in one, too, where a person says so.
    await till.call('saveSettings', { printer: { enabled: true } });
    expect(await printer()).toMatchObject({ condition: 'virtual' });
    expect((await till.call('readOverview', undefined)).notices).toEqual([]);
    await until('it is drawn', async () => (await till.call('readJob', id)).state !== 'queued');
    expect(readFileSync(join(dataDir, 'settings.json.bak'), 'utf8')).toBe('{"printer": ');
  });

  it('stay so when something else is saved, after a restart, too', async () => {
    const dataDir = dataDirWith('');
    const first = await lost(dataDir);
    await first.till.call('saveSettings', { language: 'ar', shop: { name: 'Chez Inès' } });
    await first.till.call('finishWelcome', undefined);
    expect(await first.printer()).toMatchObject({ condition: 'disabled', code: 'SETTINGS_LOST' });
    await first.till.close();
    const again = await lost(dataDir);
    const id = await again.ticket();
    expect(await again.printer()).toMatchObject({ condition: 'disabled' });
    await again.till.call('saveSettings', { printer: { address: 'tcp://127.0.0.1:9', enabled: true } });
    expect(await again.printer()).toMatchObject({ condition: 'offline' });
    expect((await again.till.call('readJob', id)).state).toBe('queued');
  });

  it('do not stop a till whose printer an option names; that the rest is default is told', async () => {
    const dataDir = dataDirWith('{"shop": 5}');
    const till = await startControlledAgent({ dataDir, flags: { port: '0', printer: 'tcp://127.0.0.1:9' } });
    const { printer, notices } = await till.call('readOverview', undefined);
    expect(printer).toMatchObject({ condition: 'offline', code: 'PRINTER_OFFLINE' });
    expect(notices).toMatchObject([{ code: 'SETTINGS_DEFAULTS', message: expect.stringContaining('« shop »') }]);
  });

  it('are not what the first start has: the file is begun, and its loss would be noticed', async () => {
    const till = await startControlledAgent();
    await till.close();
    const again = await startControlledAgent({ dataDir: till.dataDir });
    expect((await again.call('readOverview', undefined)).printer).toMatchObject({ condition: 'virtual' });
    await again.close();
    for (const name of ['settings.json', 'settings.last-good.json']) rmSync(join(till.dataDir, name));
    const { printer } = await lost(till.dataDir);
    expect(await printer()).toMatchObject({ code: 'SETTINGS_LOST', message: expect.stringContaining('a disparu') });
  });
});
