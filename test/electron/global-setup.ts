import { buildTestApplication } from './build-test-application.ts';
import { findElectron, hasSqlite, whyNoElectron } from './find-electron.ts';

/** Before the tests of the real application: builds it as their Electron can run it. */
export async function setup(): Promise<void> {
  const electron = findElectron();
  if (whyNoElectron() === null && electron !== null) await buildTestApplication({ hasSqlite: hasSqlite(electron) });
}
