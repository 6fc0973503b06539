import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../../src/main/settings/resolve-config.ts';
import { settingsSchema } from '../../src/main/settings/settings.ts';
import { refusalOf } from '../base/refusal.ts';

const defaults = settingsSchema.parse({});

describe('resolveConfig', () => {
  it('without flags and variables gives the settings as they are', () => {
    expect(resolveConfig({}, {}, defaults)).toEqual({ settings: defaults, token: null, fixed: [] });
    expect(defaults).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      printer: { vendorId: '0x0471', productId: '0x0055', interface: 0, timeoutMs: 5000, profile: 'generic-58' },
    });
  });

  it('takes every variable of the Python agent', () => {
    const { settings, token } = resolveConfig(
      {},
      {
        PRINTER_ENABLED: 'no',
        PRINTER_VENDOR_ID: '4B8',
        PRINTER_PRODUCT_ID: '0X0e15',
        PRINTER_INTERFACE: '2',
        PRINTER_TIMEOUT: '700',
        PRINTER_AGENT_HOST: '0.0.0.0',
        PRINTER_AGENT_PORT: '9999',
        PRINTER_AGENT_TOKEN: ' secret ',
        PRINTER_LOG_LEVEL: 'CRITICAL',
      },
      defaults,
    );
    expect(token).toBe('secret');
    expect(settings).toEqual({
      ...defaults,
      host: '0.0.0.0',
      port: 9999,
      logLevel: 'error',
      printer: {
        ...defaults.printer,
        enabled: false,
        vendorId: '0x04b8',
        productId: '0x0e15',
        interface: 2,
        timeoutMs: 700,
      },
    });
  });

  it.each([
    ['true', true],
    ['True', true],
    ['1', true],
    ['yes', true],
    ['on', true],
    ['false', false],
    ['FALSE', false],
    ['0', false],
    ['no', false],
    ['off', false],
  ])('PRINTER_ENABLED=%s', (text, enabled) => {
    expect(resolveConfig({}, { PRINTER_ENABLED: text }, defaults).settings.printer.enabled).toBe(enabled);
  });

  it.each([
    ['DEBUG', 'debug'],
    ['INFO', 'info'],
    ['WARNING', 'warn'],
    ['ERROR', 'error'],
    ['CRITICAL', 'error'],
  ])('PRINTER_LOG_LEVEL=%s', (text, level) => {
    expect(resolveConfig({}, { PRINTER_LOG_LEVEL: text }, defaults).settings.logLevel).toBe(level);
  });

  it('lets flags win over variables, and these over settings', () => {
    const settings = settingsSchema.parse({ port: 1, host: '10.0.0.1', logLevel: 'error' });
    const environment = { PRINTER_AGENT_PORT: '2', PRINTER_AGENT_HOST: '10.0.0.2', PRINTER_AGENT_TOKEN: 'b' };
    const config = resolveConfig({ port: '3', token: 'c', printer: 'tcp://a', columns: '48' }, environment, settings);
    expect(config).toMatchObject({
      token: 'c',
      settings: { port: 3, host: '10.0.0.2', logLevel: 'error', printer: { address: 'tcp://a', columns: 48 } },
    });
  });

  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost', 'caisse-1.lan', 'fe80::1'])(
    'takes the host %s',
    (host) => {
      expect(resolveConfig({ host }, {}, defaults).settings.host).toBe(host);
    },
  );

  it.each([
    [{ port: '' }, /--port/],
    [{ port: '1e3' }, /--port/],
    [{ port: ' 80' }, /--port/],
    [{ columns: '33' }, /--columns/],
    [{ host: 'a_b c' }, /--host/],
    [{ host: '-a' }, /--host/],
    [{ host: '999.1.1.1' }, /--host/],
    [{ host: '[::1]' }, /--host/],
    [{ 'log-level': '' }, /--log-level/],
    [{ token: '' }, /--token/],
  ])('refuses %j by the name of the flag', (flags, named) => {
    expect(refusalOf(() => resolveConfig(flags, {}, defaults)).message).toMatch(named);
  });

  it('takes the USB printer that the Python agent’s variables name, where none is given more exactly', () => {
    const ids = { PRINTER_VENDOR_ID: '04b8', PRINTER_PRODUCT_ID: '0x0e15' };
    const addressOf = (printer: string, environment: Record<string, string>) =>
      resolveConfig({ printer }, environment, defaults).settings.printer.address;
    expect(addressOf('usb', ids)).toBe('usb:0x04b8:0x0e15');
    expect(addressOf('usb', {})).toBe('usb');
    expect(addressOf('usb:0471:0055', ids)).toBe('usb:0471:0055');
    expect(addressOf('virtual', ids)).toBe('virtual');
  });
});
