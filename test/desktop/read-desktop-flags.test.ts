import { describe, expect, it } from 'vitest';
import { readDesktopFlags } from '../../src/main/desktop/read-desktop-flags.ts';

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
