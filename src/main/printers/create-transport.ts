import { AgentError } from '../errors.ts';
import { createDeviceFileTransport } from './device-file-transport.ts';
import type { PrinterAddress } from './parse-printer-address.ts';
import { createTcpTransport } from './tcp-transport.ts';
import type { Transport } from './transport.ts';

/** The transport for an address. Throws AgentError `PRINTER_UNSUPPORTED`. */
export function createTransport(address: PrinterAddress, options: { createVirtual: () => Transport }): Transport {
  switch (address.kind) {
    case 'virtual':
      return options.createVirtual();
    case 'tcp':
      return createTcpTransport(address);
    case 'device-file':
      return createDeviceFileTransport(address);
    case 'usb':
      throw new AgentError(
        'PRINTER_UNSUPPORTED',
        "Le pilote USB n'est pas dans cette version : utilisez tcp://ADRESSE:9100, file:/dev/usb/lp0 ou virtual.",
      );
  }
}
