import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { createErpClient, type ErpClient } from '../end-to-end/erp-client.ts';
import { startTcpPrinter, type TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { makeDataDir } from './make-data-dir.ts';
import { type ApplicationCall, type StartedApplication, startApplication } from './start-application.ts';

/** The tray application with a printer at the end of a network cable, and the ERP that calls it. */
export interface DesktopTill {
  application: StartedApplication;
  printer: TcpPrinter;
  erp: ErpClient;
}

export async function startPrinter(): Promise<TcpPrinter> {
  const profile = findProfile('generic-58');
  if (profile === undefined) throw new Error('no profile');
  return startTcpPrinter({ profile });
}

/** Past the welcome, which has its own test. */
export function makeUsedDataDir(settings: Record<string, unknown> = {}): string {
  const dataDir = makeDataDir();
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify({ welcomeDone: true, ...settings }));
  return dataDir;
}

export async function startTill(call: ApplicationCall & { printer: TcpPrinter }): Promise<DesktopTill> {
  const { printer, args = [], dataDir = makeUsedDataDir() } = call;
  const application = await startApplication({
    ...call,
    dataDir,
    args: [`--printer=${printer.address}`, ...args],
  });
  const { url, token } = await application.agent();
  return { application, printer, erp: createErpClient({ port: Number(new URL(url).port), token }) };
}
