import { describe, expect, it } from 'vitest';
import { refusal, startControlledAgent } from './controlled-agent.ts';

describe('a call', () => {
  it.each([
    ['one that is not there', 'format', undefined, 'UNKNOWN_CALL'],
    ['one of every object', 'toString', undefined, 'UNKNOWN_CALL'],
    ['no id', 'readJob', undefined, 'INVALID_ARGUMENT'],
    ['an id that is an object', 'cancelJob', { id: 1 }, 'INVALID_ARGUMENT'],
    ['an id that nobody has', 'readJob', 'x', 'JOB_NOT_FOUND'],
    ['a search that is a list', 'listJobs', [], 'INVALID_ARGUMENT'],
    ['a state that is none', 'listJobs', { states: ['done'] }, 'INVALID_ARGUMENT'],
    ['a day that no calendar has', 'listJobs', { from: '2026-02-30' }, 'INVALID_ARGUMENT'],
    ['a page of a million', 'listJobs', { limit: 1_000_000 }, 'INVALID_ARGUMENT'],
    ['columns that no printer has', 'printCalibration', { profile: 'epson-80', columns: 40 }, 'INVALID_ARGUMENT'],
    ['an endless grace time', 'rotateToken', { graceHours: 1e9 }, 'INVALID_ARGUMENT'],
    ['a host with a line break', 'readErpSettings', { host: 'a\nPRINTER_ENABLED=false' }, 'INVALID_ARGUMENT'],
    ['a logo that is no base64', 'saveLogo', { base64: 'é' }, 'INVALID_ARGUMENT'],
    ['start at login in a service', 'setStartAtLogin', { enabled: true }, 'NOT_AVAILABLE_HERE'],
  ])('is refused in French with its code: %s', async (_name, name, argument, code) => {
    const till = await startControlledAgent({ environment: { PRINTER_ENABLED: 'false' } });
    expect(await refusal(till.windowApi.call(name, argument))).toMatchObject({
      name: 'AgentError',
      code,
      message: expect.stringMatching(/ .*[.»)]$/),
    });
  });

  it.each(['', 'readoverview', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'is one of the map itself, not what every object has: « %s »',
    async (name) => {
      const { windowApi } = await startControlledAgent();
      for (const argument of [undefined, {}, 'x']) {
        expect(await refusal(windowApi.call(name, argument))).toMatchObject({ code: 'UNKNOWN_CALL' });
      }
    },
  );

  it.each([
    ['listJobs', { limit: 201 }, ' (« limit »)'],
    ['listJobs', { states: ['queued', 'lost'] }, ' (« states.1 »)'],
    ['exportJournal', { from: '22/11/2026' }, ' (« from »)'],
    ['rotateToken', { graceHours: -1 }, ' (« graceHours »)'],
    ['previewShop', { addressLines: ['x', 1] }, ' (« addressLines.1 »)'],
    ['importPythonSettings', {}, ' (« text »)'],
    ['setStartAtLogin', { enabled: 'yes' }, ' (« enabled »)'],
    ['readJob', '', ''],
    ['listJobs', { surprise: 1 }, ''],
    ['previewShop', undefined, ''],
    ['saveSettings', 'port=80', ''],
  ])('%s is refused with the field that is wrong: %j%s', async (name, argument, field) => {
    const { windowApi } = await startControlledAgent();
    expect(await refusal(windowApi.call(name, argument))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `La demande « ${name} » n'est pas lisible${field}.`,
    });
  });

  it('that takes no argument ignores what is sent', async () => {
    const { windowApi } = await startControlledAgent();
    expect(await windowApi.call('readOverview', { any: 'thing' })).toMatchObject({ version: '1.2.3' });
  });
});
