import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { until } from '../end-to-end/until.ts';
import { whyNoElectron } from './find-electron.ts';
import { startTill } from './start-till.ts';
import { usePrinters } from './use-printers.ts';
import { useScreen } from './use-screen.ts';

/**
 * Listens on the session bus. Blind spot: no notification service answers there, so taking a notification back, which
 * needs the number that the service gives, is tested on the policy (test/desktop) and not on the bus.
 */
function listenToNotifications(address: string): { child: ChildProcess; count: (text: string) => number } {
  const child = spawn(
    'dbus-monitor',
    ['--address', address, "interface='org.freedesktop.Notifications',member='Notify'"],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  let heard = '';
  child.stdout.on('data', (chunk: Buffer) => {
    heard += chunk.toString('utf8');
  });
  return { child, count: (text) => heard.split(text).length - 1 };
}

describe.skipIf(whyNoElectron() !== null)('notifications', () => {
  const screen = useScreen();
  const newPrinter = usePrinters();
  let ear: ReturnType<typeof listenToNotifications> | null = null;
  afterEach(() => void ear?.child.kill());

  it('tell once that the paper is out, and again only for the next time', async () => {
    ear = listenToNotifications(screen.current.env.DBUS_SESSION_BUS_ADDRESS ?? '');
    const { printer, erp } = await startTill({
      screen: screen.current,
      printer: await newPrinter(),
      args: ['--hidden'],
    });
    const untilTray = (state: string) =>
      until(`the icon says ${state}`, async () => (await screen.current.trayState()) === state);
    await untilTray('ready');
    printer.device.setFaults({ paper: 'end' });
    await erp.printTicket(erpTicket(6001));
    await until('it is told', () => ear?.count('Plus de papier') === 1);
    // Whoever changes the roll opens the cover.
    printer.device.setFaults({ coverOpen: true });
    await untilTray('attention');
    printer.device.setFaults({ coverOpen: false, paper: 'ok' });
    await printer.waitForPaper(1);
    await untilTray('ready');
    expect(ear.count('string "L\'imprimante attend"')).toBe(1);
    printer.device.setFaults({ paper: 'end' });
    await erp.printTicket(erpTicket(6002));
    await until('it is told again', () => ear?.count('string "L\'imprimante attend"') === 2);
  });
});
