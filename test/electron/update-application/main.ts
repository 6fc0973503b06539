import { writeFileSync } from 'node:fs';
import { app } from 'electron';
import electronUpdater from 'electron-updater';
import { AgentError } from '../../../src/main/base/errors.ts';
import { createUpdateSource } from '../../../src/main/desktop/system/update-source.ts';
import type { UpdateOrder, UpdateReport } from './order.ts';

/**
 * The product's update source over electron-updater's own NsisUpdater, in a real Electron. Two things are not as in the
 * installed program: the platform's name is Windows' (it decides which updater and which manifest), and what would be run
 * as an administrator is only reported.
 */
async function update({ url, publicKey, swapWith }: UpdateOrder): Promise<UpdateReport> {
  const steps: string[] = [];
  let run: string | null = null;
  Object.defineProperty(process, 'platform', { value: 'win32' });
  // Else only a packed application looks for updates.
  electronUpdater.autoUpdater.forceDevUpdateConfig = true;
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const settings = { enabled: true, url, publicKey };
  let downloaded: string | null = null;
  electronUpdater.autoUpdater.on('update-downloaded', (event) => {
    downloaded = event.downloadedFile;
  });
  const source = createUpdateSource(settings, log as never, async (file) => {
    run = file;
  });
  if (source === null) throw new Error('no update source');
  try {
    steps.push('check');
    const offer = await source.check();
    if (offer === null) return { steps, run, code: null };
    steps.push('download');
    await source.download(() => {});
    if (swapWith !== null && downloaded !== null) writeFileSync(downloaded, swapWith);
    steps.push('install');
    await source.install();
    return { steps, run, code: null };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return { steps, run, code: error.code };
  }
}

async function main(): Promise<void> {
  await app.whenReady();
  const order = JSON.parse(process.env.UPDATE_ORDER ?? '') as UpdateOrder;
  const report = await update(order);
  writeFileSync(order.reportFile, JSON.stringify({ ...report, updater: electronUpdater.autoUpdater.constructor.name }));
  app.exit(0);
}

main().catch((error: unknown) => {
  console.error(error);
  app.exit(1);
});
