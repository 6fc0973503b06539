import { afterEach } from 'vitest';
import type { TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { startPrinter } from './start-till.ts';

/** Gives printers that are unplugged after each test. */
export function usePrinters(): () => Promise<TcpPrinter> {
  const printers: TcpPrinter[] = [];
  afterEach(async () => {
    await Promise.all(printers.splice(0).map((printer) => printer.close()));
  });
  return async () => {
    const printer = await startPrinter();
    printers.push(printer);
    return printer;
  };
}
