import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { erpTicket } from '../end-to-end/erp-documents.ts';
import { until } from '../end-to-end/until.ts';
import { whyNoElectron } from './find-electron.ts';
import { makeDataDir } from './make-data-dir.ts';
import type { StartedApplication } from './start-application.ts';
import { startTill } from './start-till.ts';
import { usePrinters } from './use-printers.ts';
import { useScreen } from './use-screen.ts';

/** The system's « Save as » cannot be answered here: the place is chosen beforehand. Resolves with the folder. */
async function saveWithoutAsking({ electron }: StartedApplication): Promise<string> {
  const folder = makeDataDir();
  await electron.evaluate(({ session }, directory) => {
    session.defaultSession.on('will-download', (_event, item) => {
      item.setSavePath(`${directory}/${item.getFilename()}`);
      item.once('done', (_done, state) =>
        Object.assign(globalThis, { lastDownload: `${state} ${item.getFilename()}` }),
      );
    });
  }, folder);
  return folder;
}

async function download(application: StartedApplication, folder: string, click: () => Promise<void>): Promise<string> {
  await click();
  const outcome = await until('the file is saved', () =>
    application.electron.evaluate(() => (globalThis as unknown as { lastDownload?: string }).lastDownload),
  );
  const [state = '', name = ''] = outcome.split(' ');
  expect(state).toBe('completed');
  const file = join(folder, name);
  expect(existsSync(file)).toBe(true);
  return file;
}

const openPanel = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();

describe.skipIf(whyNoElectron() !== null)('files that the window gives', () => {
  const screen = useScreen();
  const newPrinter = usePrinters();

  it('saves the journal as CSV', async () => {
    const { application, erp } = await startTill({ screen: screen.current, printer: await newPrinter() });
    await erp.printTicket(erpTicket(5150));
    const folder = await saveWithoutAsking(application);
    const page = await application.window();
    await openPanel(page, 'Journal');
    const file = await download(application, folder, () => page.getByRole('button', { name: /CSV/ }).click());
    expect(file).toMatch(/\.csv$/);
    expect(readFileSync(file, 'utf8')).toMatch(/^\uFEFF.*;.*\r?\n(.*\r?\n)*.*5150/);
  });

  it('saves the bundle for support', async () => {
    const { application } = await startTill({ screen: screen.current, printer: await newPrinter() });
    const folder = await saveWithoutAsking(application);
    const page = await application.window();
    await openPanel(page, 'À propos');
    const file = await download(application, folder, () => page.getByRole('button', { name: /diagnostic/i }).click());
    expect(file).toMatch(/\.zip$/);
    expect(Object.keys(unzipSync(readFileSync(file))).length).toBeGreaterThan(2);
  });
});
