import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeDataDir } from '../end-to-end/start-agent.ts';
import { listenOnFreePort } from '../free-port.ts';
import { type ControlledAgent, refusal, startControlledAgent } from './controlled-agent.ts';

const withoutPrinter = { environment: { PRINTER_ENABLED: 'false' } };

function readFile(dataDir: string): unknown {
  return JSON.parse(readFileSync(join(dataDir, 'settings.json'), 'utf8'));
}

/** Something of that name that no file can replace: the disk refuses, for root too. */
function refuseWrites(dataDir: string): () => void {
  const file = join(dataDir, 'settings.json.new');
  mkdirSync(file);
  return () => rmSync(file, { recursive: true });
}

function picture(type: 'png' | 'jpeg'): string {
  const canvas = createCanvas(64, 32);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 64, 32);
  context.fillStyle = '#000';
  context.fillRect(8, 8, 16, 16);
  return (type === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg')).toString('base64');
}

describe('saved settings', () => {
  it('serve at once, are told to other windows, and are there after a restart', async () => {
    const till = await startControlledAgent();
    const saved = await till.call('saveSettings', {
      printer: { profile: 'epson-80' },
      shop: { name: 'Chez Inès', currency: '€' },
      language: 'ar',
    });
    expect(saved).toMatchObject({ printer: { profile: 'epson-80' }, shop: { name: 'Chez Inès' }, language: 'ar' });
    expect(till.events.some(({ type }) => type === 'settings-changed')).toBe(true);
    const { body } = await till.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 });
    expect(await till.call('readJob', body.job_id)).toMatchObject({ currency: '€' });
    await till.close();
    const again = await startControlledAgent({ dataDir: till.dataDir });
    expect(await again.call('readSettings', undefined)).toEqual(saved);
    expect(await again.call('readOverview', undefined)).toMatchObject({ language: 'ar', notices: [] });
  });

  it('may be all that the window shows', async () => {
    const till = await startControlledAgent();
    const { logo: _logo, fixed: _fixed, ...shown } = await till.call('readSettings', undefined);
    expect(await till.call('saveSettings', shown)).toMatchObject(shown);
  });

  it('are refused as a whole when one value is wrong', async () => {
    const till = await startControlledAgent();
    const before = await till.call('readSettings', undefined);
    const patch = { shop: { name: 'Autre' }, drawer: { onMs: 9999 } };
    expect(await refusal(till.call('saveSettings', patch))).toMatchObject({
      code: 'INVALID_SETTING',
      message: expect.stringContaining('drawer.onMs'),
    });
    expect(await till.call('readSettings', undefined)).toEqual(before);
    expect(readFileSync(join(till.dataDir, 'settings.json'), 'utf8')).toBe('{}\n');
  });

  it('move the agent to another port, and are refused on one that another program has', async () => {
    const till = await startControlledAgent({ flags: { printer: 'virtual' }, dataDir: await dataDirWithFreePort() });
    const { url } = till;
    const other = await listenOnFreePort(createServer());
    onTestFinished(() => void other.server.close());
    expect(await refusal(till.call('saveSettings', { port: other.port }))).toMatchObject({ code: 'PORT_IN_USE' });
    expect(till.url).toBe(url);
    expect((await till.erp('GET', '/status')).status).toBe(200);
    other.server.close();
    await till.call('saveSettings', { port: other.port });
    expect(till.url).toBe(`http://127.0.0.1:${other.port}`);
    expect((await till.erp('GET', '/status')).status).toBe(200);
  });

  it('that a flag decides are shown as such and cannot be changed', async () => {
    const till = await startControlledAgent({ flags: { port: '0', printer: 'virtual', columns: '48' } });
    const { fixed, printer } = await till.call('readSettings', undefined);
    expect(fixed.toSorted()).toEqual(['port', 'printer.address', 'printer.columns']);
    expect(await refusal(till.call('saveSettings', { printer: { columns: 32 } }))).toMatchObject({
      code: 'SETTING_FIXED',
    });
    await till.call('saveSettings', { printer: { ...printer, askStatus: false } });
    expect(readFile(till.dataDir)).toEqual({ printer: { askStatus: false } });
  });

  it('are undone when the disk refuses, and say so', async () => {
    const till = await startControlledAgent();
    const before = await till.call('readSettings', undefined);
    const mend = refuseWrites(till.dataDir);
    const saving = till.call('saveSettings', { shop: { currency: '€' }, printer: { profile: 'epson-80' } });
    expect(await refusal(saving)).toMatchObject({ code: 'SETTINGS_NOT_SAVED' });
    expect(await till.call('readSettings', undefined)).toEqual(before);
    const { body } = await till.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 });
    expect(await till.call('readJob', body.job_id)).toMatchObject({ currency: 'DA' });
    mend();
    expect(await till.call('saveSettings', { shop: { currency: '€' } })).toMatchObject({ shop: { currency: '€' } });
  });

  it('are copied once they hold, and not when they are refused', async () => {
    const till = await startControlledAgent(withoutPrinter);
    const copy = () => JSON.parse(readFileSync(join(till.dataDir, 'settings.last-good.json'), 'utf8'));
    await till.call('saveSettings', { journal: { days: 30 } });
    expect(copy()).toEqual({ journal: { days: 30 } });
    // An address that this machine does not have (RFC 5737).
    expect(await refusal(till.call('saveSettings', { host: '192.0.2.77' }))).toMatchObject({
      code: expect.stringMatching(/ADDRESS|PORT/),
    });
    expect(copy()).toEqual({ journal: { days: 30 } });
  });

  it('of two windows at the same time are both kept', async () => {
    const till = await startControlledAgent(withoutPrinter);
    await Promise.all([
      till.call('saveSettings', { shop: { name: 'A' } }),
      till.call('saveSettings', { shop: { phone: '021' } }),
      till.call('saveSettings', { journal: { days: 30 } }),
      till.call('finishWelcome', undefined),
    ]);
    expect(readFile(till.dataDir)).toEqual({
      shop: { name: 'A', phone: '021' },
      journal: { days: 30 },
      welcomeDone: true,
    });
    expect(await till.call('readOverview', undefined)).toMatchObject({ welcomeDone: true });
  });

  it('offer the built-in printer last, whatever else there is', async () => {
    const till = await startControlledAgent();
    const printers = await till.call('listPrinters', undefined);
    expect(printers.at(-1)).toMatchObject({ address: 'virtual', transport: 'virtual', usable: true });
    await till.call('saveSettings', { printer: { address: printers.at(-1)?.address ?? '' } });
    expect(await till.call('readOverview', undefined)).toMatchObject({ printerDescription: 'virtual' });
  });

  it('that a person broke stop printing, and names that nothing has are told', async () => {
    const broken = dataDirWith('{"port": ');
    const till = await startControlledAgent({ dataDir: broken });
    const { notices } = await till.call('readOverview', undefined);
    expect(notices).toMatchObject([{ code: 'SETTINGS_LOST', message: expect.stringContaining('settings.json') }]);
    const odd = await startControlledAgent({ dataDir: dataDirWith('{"imprimante": 1}') });
    expect((await odd.call('readOverview', undefined)).notices).toMatchObject([
      { code: 'UNKNOWN_SETTINGS', message: expect.stringContaining('imprimante') },
    ]);
  });
});

describe('the logo', () => {
  it('stands on tickets from now on, survives a restart, and goes', async () => {
    const till = await startControlledAgent();
    const { logo } = await till.call('saveLogo', { base64: picture('png') });
    expect(logo).toMatchObject({ width: 64, height: 32 });
    const preview = async () => (await till.call('previewShop', {})).height;
    const withLogo = await preview();
    await till.call('saveLogo', { base64: picture('jpeg') });
    expect([existsSync(join(till.dataDir, 'logo.png')), existsSync(join(till.dataDir, 'logo.jpg'))]).toEqual([
      false,
      true,
    ]);
    await till.close();
    const again = await startControlledAgent({ dataDir: till.dataDir });
    expect((await again.call('readSettings', undefined)).logo).toMatchObject({ width: 64 });
    expect(await again.call('saveLogo', null)).toMatchObject({ logo: null });
    expect((await again.call('previewShop', {})).height).toBeLessThan(withLogo);
    expect(existsSync(join(till.dataDir, 'logo.jpg'))).toBe(false);
  });

  it.each([
    ['a text', Buffer.from('<svg/>').toString('base64')],
    ['the head of a PNG and no more', picture('png').slice(0, 24)],
    ['nothing', ''],
    ['a picture that unpacks to gigabytes', hugePng().toString('base64')],
    ['more than 1 MB', Buffer.alloc(1024 * 1024 + 1, 0x89).toString('base64')],
  ])('is refused when it is %s, and the one of before stays', async (_name, base64) => {
    const till = await startControlledAgent(withoutPrinter);
    await till.call('saveLogo', { base64: picture('png') });
    const before = readFileSync(join(till.dataDir, 'logo.png'));
    expect(await refusal(till.call('saveLogo', { base64 }))).toMatchObject({ code: 'INVALID_LOGO' });
    expect((await till.call('readSettings', undefined)).logo).toMatchObject({ width: 64 });
    expect(readFileSync(join(till.dataDir, 'logo.png'))).toEqual(before);
  });

  it('of before is put back when the settings cannot be written', async () => {
    const till = await startControlledAgent(withoutPrinter);
    await till.call('saveLogo', { base64: picture('png') });
    const before = readFileSync(join(till.dataDir, 'logo.png'));
    refuseWrites(till.dataDir);
    const other = createCanvas(16, 16).toBuffer('image/png').toString('base64');
    expect(await refusal(till.call('saveLogo', { base64: other }))).toMatchObject({ code: 'SETTINGS_NOT_SAVED' });
    expect(readFileSync(join(till.dataDir, 'logo.png'))).toEqual(before);
    expect((await till.call('readSettings', undefined)).logo).toMatchObject({ width: 64 });
  });
});

function half(type: 'png' | 'jpeg'): Buffer {
  const bytes = Buffer.from(picture(type), 'base64');
  return bytes.subarray(0, Math.floor(bytes.length * 0.7));
}

/** What a person, a backup or a bad disk may have left where the logo was. */
const unreadableLogos: [what: string, lay: (file: string) => void][] = [
  ['missing', () => {}],
  ['in a folder that is not there', (file) => rmSync(dirname(file), { recursive: true })],
  ['a folder', (file) => mkdirSync(file)],
  ['empty', (file) => writeFileSync(file, '')],
  ['a text', (file) => writeFileSync(file, '<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['cut short', (file) => writeFileSync(file, Buffer.from(picture('png'), 'base64').subarray(0, 40))],
  ['a JPEG cut short', (file) => writeFileSync(file, Buffer.from(picture('jpeg'), 'base64').subarray(0, 20))],
  ['a picture that unpacks to gigabytes', (file) => writeFileSync(file, hugePng())],
  ['larger than any logo', (file) => writeFileSync(file, Buffer.alloc(11 * 1024 * 1024))],
  ['a link to nowhere', (file) => symlinkSync('nowhere', file)],
  ['a link to itself', (file) => symlinkSync(file, file)],
  ['a pipe that nobody writes to', (file) => void spawnSync('mkfifo', [file])],
  ['a device without an end', (file) => symlinkSync('/dev/zero', file)],
  ['a PNG that was half copied', (file) => writeFileSync(file, half('png'))],
  ['a JPEG that was half copied', (file) => writeFileSync(file, half('jpeg'))],
];

/** 46,000 × 46,000 dots by its own word. */
function hugePng(): Buffer {
  const bytes = Buffer.from(picture('png'), 'base64');
  bytes.writeUInt32BE(46_000, 16);
  bytes.writeUInt32BE(46_000, 20);
  return bytes;
}

describe.skipIf(process.platform === 'win32')('a logo that cannot be read stops nothing', () => {
  function dataDirWith(lay: (file: string) => void): string {
    const dataDir = makeDataDir();
    mkdirSync(join(dataDir, 'pictures'));
    writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ logoFile: 'pictures/logo.png' }));
    lay(join(dataDir, 'pictures', 'logo.png'));
    return dataDir;
  }
  const codes = async (till: ControlledAgent) =>
    (await till.call('readOverview', undefined)).notices.map(({ code }) => code);

  it.each(unreadableLogos)('%s', async (_, lay) => {
    const till = await startControlledAgent({ dataDir: dataDirWith(lay) });
    expect((await till.call('readOverview', undefined)).notices).toMatchObject([
      { code: 'LOGO_UNREADABLE', message: expect.stringMatching(/logo\.png.* sans logo/) },
    ]);
    const status = await till.erp('GET', '/status');
    expect(status.body).toMatchObject({ agent: { notices: [{ code: 'LOGO_UNREADABLE' }] } });
    const { body } = await till.erp('POST', '/print/ticket', { order_id: 1, total_amount: 5 });
    await till.untilState(body.job_id, 'drawn');
    // Another setting is saved meanwhile: neither refused, nor is the word of the logo lost.
    await till.call('saveSettings', { shop: { name: 'Chez Inès' } });
    expect(await codes(till)).toEqual(['LOGO_UNREADABLE']);
    expect(readFile(till.dataDir)).toMatchObject({ logoFile: 'pictures/logo.png' });
  });

  it.each([['png'], ['jpeg']] as const)('is said until another is chosen (%s), or none', async (type) => {
    const till = await startControlledAgent({ dataDir: dataDirWith(() => {}) });
    await till.call('saveLogo', { base64: picture(type) });
    expect(await codes(till)).toEqual([]);
    const other = await startControlledAgent({ dataDir: dataDirWith(() => {}) });
    await other.call('saveLogo', null);
    expect(await codes(other)).toEqual([]);
    expect(readFile(other.dataDir)).not.toHaveProperty('logoFile');
  });

  it('a folder that lies where the window keeps its own is no hindrance to another, nor to none', async () => {
    const till = await startControlledAgent(withoutPrinter);
    for (const name of ['logo.png', 'logo.jpg', 'previous-logo.png']) {
      mkdirSync(join(till.dataDir, name, 'x'), { recursive: true });
    }
    await till.call('saveLogo', null);
    rmSync(join(till.dataDir, 'previous-logo.png'), { recursive: true });
    await till.call('saveLogo', { base64: picture('png') });
    expect((await till.call('readSettings', undefined)).logo).toMatchObject({ width: 64 });
    await till.close();
    const again = await startControlledAgent({ dataDir: till.dataDir });
    expect(await codes(again)).toEqual([]);
  });
});

describe("the preview of the shop's ticket", () => {
  it('shows what is typed, saves nothing, and refuses what a ticket cannot have', async () => {
    const till = await startControlledAgent(withoutPrinter);
    const plain = await till.call('previewShop', {});
    const typed = await till.call('previewShop', { name: 'Chez Inès', addressLines: ['1, rue A', '2, rue B'] });
    expect(typed.height).toBeGreaterThan(plain.height);
    expect((await till.call('readSettings', undefined)).shop.name).toBe('Fée Maison');
    expect(await refusal(till.call('previewShop', { currency: 'beaucoup trop' }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('two windows that save at the same time', () => {
  it('undo nothing of one another in one section', async () => {
    const till = await startControlledAgent(withoutPrinter);
    await Promise.all([
      till.call('saveSettings', { drawer: { onMs: 200 }, shop: { addressLines: ['1, rue A'] } }),
      till.call('saveSettings', { drawer: { offMs: 300 }, shop: { thanks: ['Merci'] } }),
      till.call('saveSettings', { shop: { phone: '021' } }),
    ]);
    const { drawer, shop } = await till.call('readSettings', undefined);
    expect(drawer).toMatchObject({ onMs: 200, offMs: 300 });
    expect(shop).toMatchObject({ addressLines: ['1, rue A'], thanks: ['Merci'], phone: '021' });
  });

  it('keep what the other saved while the Python agent’s .env waits for its turn, and the other way round', async () => {
    const till = await startControlledAgent({ flags: {}, dataDir: await dataDirWithFreePort() });
    const { port } = await till.call('readSettings', undefined);
    // The second of them is the one whose turn comes when the settings have already changed.
    await Promise.all([
      till.call('saveSettings', { drawer: { onMs: 200 }, printer: { columns: 42 } }),
      till.call('importPythonSettings', { text: 'PRINTER_TIMEOUT=7000\n' }),
      till.call('saveSettings', { shop: { name: 'Chez Inès' } }),
    ]);
    const python = await listenOnFreePort(createServer());
    onTestFinished(() => void python.server.close());
    await Promise.all([
      // Its address is refused, so that its other lines take a second turn.
      till.call('importPythonSettings', { text: `PRINTER_AGENT_PORT=${python.port}\nPRINTER_VENDOR_ID=0x04b8\n` }),
      till.call('saveSettings', { shop: { phone: '021' } }),
    ]);
    expect(readFile(till.dataDir)).toMatchObject({
      port,
      printer: { timeoutMs: 7000, columns: 42, vendorId: '0x04b8' },
      drawer: { onMs: 200 },
      shop: { name: 'Chez Inès', phone: '021' },
    });
  });
});

describe("the Python agent's .env", () => {
  it('is taken over, the token too; the address that its agent still holds is refused, the rest kept', async () => {
    const till = await startControlledAgent({ flags: {}, dataDir: await dataDirWithFreePort() });
    const python = await listenOnFreePort(createServer());
    onTestFinished(() => void python.server.close());
    const text = `PRINTER_AGENT_HOST=127.0.0.1\nPRINTER_AGENT_PORT=${python.port}\nPRINTER_AGENT_TOKEN=jeton-de-la-caisse\nPRINTER_TIMEOUT=7000\n`;
    const answer = await till.call('importPythonSettings', { text });
    expect(answer).toMatchObject({
      taken: ['PRINTER_AGENT_TOKEN', 'PRINTER_TIMEOUT'],
      refused: [
        { name: 'PRINTER_AGENT_HOST', problem: { code: 'PORT_IN_USE' } },
        { name: 'PRINTER_AGENT_PORT', problem: { code: 'PORT_IN_USE' } },
      ],
      tokenTaken: true,
    });
    expect((await till.erp('GET', '/status', undefined, 'jeton-de-la-caisse')).status).toBe(200);
    expect(readFile(till.dataDir)).toMatchObject({ printer: { timeoutMs: 7000 } });
  });

  it('says what a flag has already decided', async () => {
    const till = await startControlledAgent({ flags: { port: '0', token: 'from-the-flag' } });
    const text = 'PRINTER_AGENT_PORT=9000\nPRINTER_AGENT_TOKEN=other\n';
    expect(await till.call('importPythonSettings', { text })).toMatchObject({
      taken: [],
      refused: [{ problem: { code: 'SETTING_FIXED' } }, { problem: { code: 'SETTING_FIXED' } }],
      tokenTaken: false,
    });
  });
});

function dataDirWith(settings: string): string {
  const dataDir = makeDataDir();
  writeFileSync(join(dataDir, 'settings.json'), settings);
  return dataDir;
}

/** The settings file decides the port, so that a window can change it. */
async function dataDirWithFreePort(): Promise<string> {
  const { port, server } = await listenOnFreePort(createServer());
  await new Promise((resolve) => server.close(resolve));
  return dataDirWith(JSON.stringify({ port }));
}
