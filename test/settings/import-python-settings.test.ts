import { describe, expect, it } from 'vitest';
import { importPythonSettings } from '../../src/main/settings/import-python-settings.ts';
import { settingsSchema } from '../../src/main/settings/settings.ts';
import { refusalOf } from '../base/refusal.ts';

const defaults = settingsSchema.parse({});

describe("the Python agent's .env", () => {
  it('is taken over as the installation guide writes it, comments and foreign lines included', () => {
    const text = `\uFEFF# Mode réseau activé
PRINTER_ENABLED=true
export PRINTER_AGENT_HOST=0.0.0.0  # Écouter sur toutes les interfaces
PRINTER_AGENT_PORT="8090"
PRINTER_AGENT_TOKEN='AbC-123_secret'
PRINTER_VENDOR_ID=0x04B8\r
PRINTER_PRODUCT_ID=0e15
PRINTER_TIMEOUT=7000
PRINTER_INTERFACE=1
PRINTER_LOG_LEVEL=WARNING
DATABASE_URL=postgres://erp:motdepasse@localhost/erp
`;
    const { settings, token, taken, refused } = importPythonSettings(text, defaults);
    expect(token).toBe('AbC-123_secret');
    expect(refused).toEqual([]);
    expect(taken).toHaveLength(9);
    expect(settings).toMatchObject({
      host: '0.0.0.0',
      port: 8090,
      logLevel: 'warn',
      printer: { address: 'usb:04b8:0e15', enabled: true, timeoutMs: 7000, interface: 1 },
    });
  });

  it('gives its good lines and refuses each bad one with its reason, the token never shown', () => {
    const text = [
      'PRINTER_AGENT_HOST=caisse du fond',
      'PRINTER_AGENT_PORT=quatre-vingts',
      'PRINTER_AGENT_TOKEN=your_secure_token_here_change_me',
      'PRINTER_VENDOR_ID=imprimante',
      'PRINTER_TIMEOUT=',
      'PRINTER_NETWORK_ENABLED=true',
      'PRINTER_ENABLED=no',
    ].join('\n');
    const { settings, token, taken, refused } = importPythonSettings(text, defaults);
    expect(token).toBeNull();
    expect(taken).toEqual(['PRINTER_ENABLED']);
    expect(settings).toEqual({ ...defaults, printer: { ...defaults.printer, enabled: false } });
    expect(refused.map(({ name, problem }) => [name, problem.code])).toEqual([
      ['PRINTER_AGENT_HOST', 'INVALID_ARGUMENT'],
      ['PRINTER_AGENT_PORT', 'INVALID_ARGUMENT'],
      ['PRINTER_AGENT_TOKEN', 'INVALID_TOKEN'],
      ['PRINTER_VENDOR_ID', 'INVALID_ARGUMENT'],
      ['PRINTER_TIMEOUT', 'EMPTY_VALUE'],
      ['PRINTER_NETWORK_ENABLED', 'NOT_FOR_THE_TILL'],
    ]);
    expect(JSON.stringify(refused)).not.toContain('your_secure');
  });

  it('does not take a printer on the network from one who has chosen it', () => {
    const stored = { ...defaults, printer: { ...defaults.printer, address: 'tcp://192.168.1.50' } };
    const { settings } = importPythonSettings('PRINTER_VENDOR_ID=04b8', stored);
    expect(settings.printer).toMatchObject({ address: 'tcp://192.168.1.50', vendorId: '0x04b8' });
  });

  it.each(['', 'DATABASE_URL=x', '\u0000\u0001\uFFFD', '{"json": true}'])('is not %j', (text) => {
    expect(refusalOf(() => importPythonSettings(text, defaults))).toMatchObject({ code: 'INVALID_ENV_FILE' });
  });
});
