import { expect, test } from 'vitest';
import { runAgent, startAgent } from '../end-to-end/start-agent.ts';
import { startUsbEmulator, whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';

/** What a technician sees: which printers hang here, and what to write to print on each. */
test.skipIf(whyNoUsbEmulator() !== null)(
  'the printers of this machine, on the command line and over HTTP',
  async () => {
    const emulator = await startUsbEmulator();
    const none = await runAgent({ args: ['printers'] });
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('Aucune imprimante trouvée') });

    await emulator.plug({ vendorId: 0x0471, productId: 0x0055, serial: 'TILL-7', port: '1-1' });
    await emulator.plug({ vendorId: 0x04b8, productId: 0x0e15, serial: null, port: '1-2', driver: 'usbfs' });
    await emulator.plug({ kind: 'mass-storage', vendorId: 0x0781, productId: 0x5567, serial: 'DISK', port: '1-3' });

    const { stdout, code } = await runAgent({ args: ['printers'] });
    expect(code).toBe(0);
    expect(stdout).toContain('--printer usb:0471:0055:TILL-7');
    expect(stdout).toContain('--printer usb:04b8:0e15@1-2');
    expect(stdout).not.toContain('0781');

    const agent = await startAgent();
    const answer = await fetch(`${agent.url}/printers`, { headers: { Authorization: `Bearer ${agent.token}` } });
    const { printers } = (await answer.json()) as { printers: Record<string, unknown>[] };
    expect(printers).toEqual([
      expect.objectContaining({
        address: 'usb:0471:0055:TILL-7',
        serial: 'TILL-7',
        transport: 'usb',
        usable: true,
        problem: null,
      }),
      expect.objectContaining({
        address: 'usb:04b8:0e15@1-2',
        serial: null,
        usable: false,
        problem: { code: 'PRINTER_BUSY', message: expect.stringContaining('programme') },
      }),
    ]);
    expect((await fetch(`${agent.url}/printers`)).status).toBe(401);
    await agent.stop();
    await emulator.stop();
  },
);
