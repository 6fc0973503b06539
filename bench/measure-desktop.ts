import { readFileSync } from 'node:fs';
import { readOptions, ScriptFailure } from '../scripts/script-failure.ts';
import '../scripts/tell-failures.ts';
import { buildTestApplication } from '../test/electron/build-test-application.ts';
import { findElectron, hasSqlite, whyNoElectron } from '../test/electron/find-electron.ts';
import type { StartedApplication } from '../test/electron/start-application.ts';
import { makeUsedDataDir, startPrinter, startTill } from '../test/electron/start-till.ts';
import { startVirtualScreen, type VirtualScreen } from '../test/electron/virtual-screen.ts';
import { erpTicket } from '../test/end-to-end/erp-documents.ts';
import { until } from '../test/end-to-end/until.ts';
import { median } from './statistics.ts';

readOptions({});

const rounds = 5;

/** Memory of all its processes in MB, shared pages counted by their share (PSS). */
async function memoryOf({ electron }: StartedApplication): Promise<number> {
  const pids = await electron.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  const kilobytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0),
  );
  return kilobytes.reduce((sum, value) => sum + value, 0) / 1024;
}

/** From the click on the icon until the page shows the state of the printer. */
async function openWindow(screen: VirtualScreen, application: StartedApplication): Promise<number> {
  const { x, y } = await screen.trayIcon();
  const begun = performance.now();
  screen.hands('mousemove', String(x + 12), String(y + 12), 'click', '1');
  const page = await application.window();
  await until(
    'the window with its page',
    async () => screen.showsWindow() && (await page.locator('.state').isVisible()),
  );
  return performance.now() - begun;
}

/** A cashier who clicks as soon as there is an icon; and the ticket of an ERP that calls as soon as it can. */
async function earlyClick(screen: VirtualScreen) {
  const printer = await startPrinter();
  const begun = performance.now();
  const { application, erp } = await startTill({ screen, printer, dataDir: makeUsedDataDir(), args: ['--hidden'] });
  const ready = performance.now() - begun;
  await erp.printTicket(erpTicket(9000));
  await printer.waitForPaper(1);
  const firstPaper = performance.now() - begun;
  await application.electron.close();
  const again = await startTill({ screen, printer, dataDir: application.dataDir, args: ['--hidden'] });
  const early = await openWindow(screen, again.application);
  await again.application.electron.close();
  await printer.close();
  return { ready, firstPaper, early };
}

async function round(screen: VirtualScreen) {
  const { ready, firstPaper, early } = await earlyClick(screen);
  const printer = await startPrinter();
  const { application, erp } = await startTill({ screen, printer, dataDir: makeUsedDataDir(), args: ['--hidden'] });
  const hiddenMb = await memoryOf(application);
  const prepared = await application.window();
  await until('the page is drawn', () => prepared.locator('.state').isVisible());
  const first = await openWindow(screen, application);
  const openMb = await memoryOf(application);
  const page = await application.window();
  const posted = performance.now();
  await erp.printTicket(erpTicket(9001));
  await page.locator('ul.jobs').getByText('9001').waitFor();
  const listed = performance.now() - posted;
  await application.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await until('no window', () => !screen.showsWindow());
  const closedMb = await memoryOf(application);
  const again = await openWindow(screen, application);
  await application.electron.close();
  await printer.close();
  return { ready, firstPaper, early, first, again, listed, hiddenMb, openMb, closedMb };
}

const reason = whyNoElectron();
const electron = findElectron();
if (reason !== null || electron === null) throw new ScriptFailure(`Not measured: ${reason}`);
await buildTestApplication({ hasSqlite: hasSqlite(electron) });
const screen = await startVirtualScreen();
const results: Awaited<ReturnType<typeof round>>[] = [];
for (let left = rounds; left > 0; left -= 1) results.push(await round(screen));
await screen.close();
for (const key of [
  'ready',
  'firstPaper',
  'early',
  'first',
  'again',
  'listed',
  'hiddenMb',
  'openMb',
  'closedMb',
] as const) {
  const values = results.map((result) => result[key]);
  console.log(`${key}: median ${Math.round(median(values))}, maximum ${Math.round(Math.max(...values))}`);
}
