import { createDeviceFileTransport } from '../printers/device-file/device-file-transport.ts';
import { type DriverPort, forkDriverPort } from '../printers/driver/driver-port.ts';
import { createDriverTransport } from '../printers/driver/driver-transport.ts';
import type { PrinterAddress } from '../printers/printer-address.ts';
import { createTcpTransport } from '../printers/tcp/tcp-transport.ts';
import type { Transport } from '../printers/transport/transport.ts';

export interface CreateTransportOptions {
  createVirtual: () => Transport;
  /** Default: a child process of plain Node. */
  startDriver?: () => DriverPort;
  platform?: NodeJS.Platform;
}

/**
 * The transport for an address. Real devices are driven by a process of their own: USB everywhere, and on Windows device
 * files and queues, whose calls can hang for ever (on Linux they never block, see openDeviceFile).
 */
export function createTransport(address: PrinterAddress, options: CreateTransportOptions): Transport {
  const { createVirtual, startDriver = () => forkDriverPort(), platform = process.platform } = options;
  switch (address.kind) {
    case 'virtual':
      return createVirtual();
    case 'tcp':
      return createTcpTransport(address);
    case 'device-file':
      return platform === 'win32'
        ? createDriverTransport({ startDriver, target: address })
        : createDeviceFileTransport(address);
    case 'spooler':
      return createDriverTransport({ startDriver, target: address });
    case 'usb': {
      const { kind, ids, ...chosen } = address;
      return createDriverTransport({ startDriver, target: { kind, target: { ...ids, ...chosen } } });
    }
  }
}
