import { describe, expect, it } from 'vitest';
import { packIco } from '../../scripts/pack-ico.ts';
import { fileWithin } from '../../src/main/base/ui-files.ts';
import { readDesktopFlags } from '../../src/main/desktop/read-desktop-flags.ts';
import { parseStoppedAction, stoppedPage, stoppedPolicy } from '../../src/main/desktop/window/stopped-page.ts';
import { type DriverEnvelope, electronDriverChannel } from '../../src/main/printers/driver/driver-channel.ts';
import { languages } from '../../src/shared/bridge.ts';

describe('options', () => {
  it('takes the agent’s own out of Chromium’s and the desktop’s', () => {
    const args = [
      '--no-sandbox',
      '--remote-debugging-port=0',
      '--port',
      '8090',
      '--hidden',
      'file:///a.pdf',
      '--printer=usb',
    ];
    expect(readDesktopFlags(args)).toEqual({ flags: { port: '8090', printer: 'usb' }, hidden: true });
    expect(readDesktopFlags([])).toEqual({ flags: {}, hidden: false });
  });

  it('an option without its value is refused by name', () => {
    expect(() => readDesktopFlags(['--port'])).toThrow('--port');
  });
});

describe('the page’s files', () => {
  it.each([
    '/..%2fmain.js',
    '/../main.js',
    '/%2e%2e/main.js',
    '/..%5cmain.js',
    '/%00',
    '/%zz',
    '/',
    '/../ui-other/x.js',
  ])('refuses %s', (path) => {
    expect(fileWithin('/app/out/ui', path)).toBeNull();
  });

  it('finds its own', () => {
    expect(fileWithin('/app/out/ui', '/index.html')).toBe('/app/out/ui/index.html');
    expect(fileWithin('/app/out/ui', '/fonts/a%20b.woff2')).toBe('/app/out/ui/fonts/a b.woff2');
  });
});

describe('the page of an agent that is stopped', () => {
  const problem = { code: 'INVALID_SETTING', message: 'Réglage incorrect : « <img src=x onerror=alert(1)> »' };

  it.each(languages)('says in %s what is wrong and what to do, and runs nothing', (language) => {
    const html = stoppedPage(problem, language);
    expect(html).toContain(`lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`);
    expect(html).toContain('INVALID_SETTING');
    expect(html).toContain('&lt;img src=x');
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<script');
    expect(stoppedPolicy).not.toContain('unsafe');
  });

  const trouble = { port: 8080, isTaken: true, owner: '<python.exe> (12)', free: 8081, fixedBy: null };

  it.each(languages)('says in %s who has the port, and offers the free one', (language) => {
    const html = stoppedPage({ code: 'PORT_IN_USE', message: 'x' }, language, trouble);
    expect(html).toContain('href="smartpos://action/use-port/8081"');
    expect(html).toContain('&lt;python.exe&gt; (12)');
    expect(html).toContain('PRINTER_AGENT_PORT=8081');
  });

  it.each(languages)('says in %s where a fixed port is decided, and offers none', (language) => {
    const html = stoppedPage({ code: 'PORT_IN_USE', message: 'x' }, language, { ...trouble, fixedBy: '--port' });
    expect(html).not.toContain('use-port');
    expect(html).toContain('--port');
  });

  it('without a free port, or with one that the system keeps, says what is known', () => {
    const problem = { code: 'PORT_IN_USE', message: 'x' };
    expect(stoppedPage(problem, 'fr', { ...trouble, owner: null, free: null })).toContain('un autre programme');
    const kept = stoppedPage(problem, 'fr', { ...trouble, isTaken: false, owner: null });
    expect(kept).toContain('Le système refuse');
    expect(kept).not.toContain('Arrêtez ce programme');
  });

  it('its links mean a few things', () => {
    expect(parseStoppedAction('smartpos://action/retry')).toEqual({ name: 'retry' });
    expect(parseStoppedAction('smartpos://action/use-port/8081')).toEqual({ name: 'use-port', port: 8081 });
    expect(parseStoppedAction('smartpos://action/use-port/0')).toBeNull();
    expect(parseStoppedAction('smartpos://action/use-port/8081/x')).toBeNull();
    expect(parseStoppedAction('smartpos://action/quit?x')).toBeNull();
    expect(parseStoppedAction('https://example.com/')).toBeNull();
  });
});

describe('the driver’s line in Electron', () => {
  it('a message has been said once the agent has acknowledged it', async () => {
    const posted: unknown[] = [];
    let deliver: (event: { data: unknown }) => void = () => {};
    const channel = electronDriverChannel({
      postMessage: (message) => void posted.push(message),
      on: (_event, listener) => {
        deliver = listener;
      },
    });
    const requests: unknown[] = [];
    channel.onRequest((request) => requests.push(request));
    let isSaid = false;
    const said = channel.send({ type: 'ready' }).then(() => {
      isSaid = true;
    });
    deliver({ data: { request: { type: 'close', id: 1 } } });
    expect(requests).toEqual([{ type: 'close', id: 1 }]);
    expect(isSaid).toBe(false);
    deliver({ data: { acknowledged: (posted[0] as DriverEnvelope).number } });
    await said;
    expect(isSaid).toBe(true);
  });
});

describe('an .ico file', () => {
  it('has a directory that points at its pictures', () => {
    const ico = Buffer.from(packIco([16, 256].map((size) => ({ size, png: Buffer.from(`png of ${size}`) }))));
    expect([ico.readUInt16LE(0), ico.readUInt16LE(2), ico.readUInt16LE(4)]).toEqual([0, 1, 2]);
    const pictures = [0, 1].map((index) => {
      const entry = 6 + 16 * index;
      const start = ico.readUInt32LE(entry + 12);
      return { side: ico[entry], text: ico.toString('utf8', start, start + ico.readUInt32LE(entry + 8)) };
    });
    expect(pictures).toEqual([
      { side: 16, text: 'png of 16' },
      { side: 0, text: 'png of 256' },
    ]);
  });
});
