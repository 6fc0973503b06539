import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { AgentError } from '../../src/main/base/errors.ts';
import { journalVersion } from '../../src/main/jobs/journal/journal-sql.ts';
import type { UpdateHost } from '../../src/main/updates/updater.ts';
import { headlessHost } from '../../src/main/window-api/host-features.ts';
import type { UpdateSettings } from '../../src/shared/update.ts';
import { until } from '../end-to-end/until.ts';
import { refusal, startControlledAgent } from './controlled-agent.ts';

const publicKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const server: UpdateSettings = { enabled: true, url: 'https://updates.example/till/', publicKey };

/** A host with a server that offers 1.3.0 over the agent's 1.2.3. Blind spot: electron-updater and a real administrator. */
function fakeHost(changes: Partial<UpdateHost> = {}) {
  const ran: string[] = [];
  const host: UpdateHost = {
    openSource: async ({ enabled }) =>
      enabled
        ? {
            check: async () => ({ version: '1.3.0', notes: 'Plus rapide.' }),
            download: async (onProgress) => onProgress(50),
            install: async () => void ran.push('1.3.0'),
          }
        : null,
    readPreviousVersion: async () => '1.1.0',
    runPrevious: async () => void ran.push('1.1.0'),
    ...changes,
  };
  return { ran, options: { host: { ...headlessHost, updates: { host } } } };
}

type Till = Awaited<ReturnType<typeof startControlledAgent>>;
const untilUpdate = (till: Till, name: string) =>
  until(`update ${name}`, async () => (await till.call('readUpdate', undefined)).state.name === name);

function journalVersionIn(dataDir: string): unknown {
  const database = new DatabaseSync(join(dataDir, 'journal.db'));
  try {
    return database.prepare('PRAGMA user_version').get()?.user_version;
  } finally {
    database.close();
  }
}

describe('updates in the window', () => {
  it('are off until a server is set; then it is asked at once, and every window is told', async () => {
    const { options } = fakeHost();
    const till = await startControlledAgent(options);
    expect(await till.call('readUpdate', undefined)).toEqual({
      state: { name: 'off', reason: expect.objectContaining({ code: 'UPDATES_OFF' }) },
      currentVersion: '1.2.3',
      previousVersion: '1.1.0',
      checkedAt: null,
    });
    expect(await till.call('saveSettings', { updates: server })).toMatchObject({ updates: server });
    await untilUpdate(till, 'available');
    expect(await till.call('readUpdate', undefined)).toMatchObject({
      state: { version: '1.3.0', notes: 'Plus rapide.' },
      checkedAt: expect.stringMatching(/^\d{4}-/),
    });
    await until('the event', () =>
      till.events.some((event) => event.type === 'update-changed' && event.update.state.name === 'available'),
    );
    const { notices } = await till.call('readOverview', undefined);
    expect(notices.map(({ code }) => code)).toEqual(['UPDATE_AVAILABLE']);
    await till.call('saveSettings', { updates: { enabled: false } });
    await untilUpdate(till, 'off');
  });

  it('are installed when a person says so, with waiting tickets first', async () => {
    const { options, ran } = fakeHost();
    const till = await startControlledAgent(options);
    await till.call('saveSettings', { updates: server });
    await untilUpdate(till, 'available');
    await till.call('pausePrinting', undefined);
    const { body } = await till.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 });
    await till.call('installUpdate', undefined);
    await untilUpdate(till, 'ready');
    expect(ran).toEqual([]);
    expect(await refusal(till.call('goBack', undefined))).toMatchObject({ code: 'UPDATE_UNDER_WAY' });
    await till.call('resumePrinting', undefined);
    await till.untilState(body.job_id, 'drawn');
    await untilUpdate(till, 'installing');
    expect(ran).toEqual(['1.3.0']);
  });

  it('go back to the kept version, also without any server', async () => {
    const { options, ran } = fakeHost();
    const till = await startControlledAgent(options);
    const printed = (await till.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 })).body.job_id;
    await till.untilState(printed, 'drawn');
    await till.call('goBack', undefined);
    await untilUpdate(till, 'installing');
    expect(ran).toEqual(['1.1.0']);
    // The version before finds a journal that it understands, with what this one has printed.
    const { dataDir } = till;
    await till.close();
    expect(journalVersionIn(dataDir)).toBe(2);
    const again = await startControlledAgent({ dataDir });
    // The version before does not know `drawn`: all that it can say is that the bytes were taken.
    expect((await again.call('listJobs', {})).jobs).toMatchObject([{ id: printed, state: 'sent' }]);
  });

  it('an administrator who says no leaves the agent running, and is told', async () => {
    const { options } = fakeHost({
      runPrevious: async () => {
        throw new AgentError('UPDATE_REFUSED', "Windows demande l'accord d'un administrateur.");
      },
    });
    const till = await startControlledAgent(options);
    await till.call('goBack', undefined);
    await untilUpdate(till, 'failed');
    expect((await till.call('readUpdate', undefined)).state).toMatchObject({ problem: { code: 'UPDATE_REFUSED' } });
    expect((await till.erp('GET', '/status')).status).toBe(200);
    const { dataDir } = till;
    await till.close();
    expect(journalVersionIn(dataDir)).toBe(journalVersion);
  });

  it.each([
    ['this version itself', '1.2.3'],
    ['a newer one', '1.4.0'],
    ['none', null],
  ])('there is no way back to %s', async (_, kept) => {
    const { options, ran } = fakeHost({ readPreviousVersion: async () => kept });
    const till = await startControlledAgent(options);
    expect(await till.call('readUpdate', undefined)).toMatchObject({ previousVersion: null });
    expect(await refusal(till.call('goBack', undefined))).toMatchObject({ code: 'NO_PREVIOUS_VERSION' });
    expect(ran).toEqual([]);
  });

  it('a service says why it has none, and refuses to make one', async () => {
    const till = await startControlledAgent();
    const { state } = await till.call('readUpdate', undefined);
    expect(state).toMatchObject({ name: 'off', reason: { code: 'UPDATES_UNSUPPORTED' } });
    for (const name of ['checkForUpdate', 'installUpdate', 'goBack'] as const) {
      expect(await refusal(till.call(name, undefined))).toMatchObject({ code: 'UPDATES_UNSUPPORTED' });
    }
  });
});

describe('the server of updates', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  it.each([
    ['http to the internet', { ...server, url: 'http://updates.example/till/' }, 'updates.url'],
    ['no address at all', { ...server, url: 'updates' }, 'updates.url'],
    ['a file', { ...server, url: 'file:///etc/passwd' }, 'updates.url'],
    ['a key that is none', { ...server, publicKey: 'my key' }, 'updates.publicKey'],
    [
      'a key of another kind',
      { ...server, publicKey: rsa.export({ format: 'der', type: 'spki' }).toString('base64') },
      'updates.publicKey',
    ],
    ['on without a server', { ...server, url: null }, 'updates.url'],
    ['on without a key', { ...server, publicKey: null }, 'updates.publicKey'],
  ])('is refused: %s', async (_, updates, field) => {
    const till = await startControlledAgent(fakeHost().options);
    expect(await refusal(till.call('saveSettings', { updates }))).toMatchObject({
      code: 'INVALID_SETTING',
      message: expect.stringContaining(field),
    });
  });

  it.each(['http://192.168.1.10:8000/', 'http://serveur/', 'http://nas.local/till', 'http://[fd00::1]/'])(
    'may be one of the local network: %s',
    async (url) => {
      const till = await startControlledAgent(fakeHost().options);
      expect(await till.call('saveSettings', { updates: { ...server, url } })).toMatchObject({ updates: { url } });
    },
  );
});
