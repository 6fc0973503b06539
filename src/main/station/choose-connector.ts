import { createDeviceFileConnector } from '../printers/device-file/device-file-connector.ts';
import { createDriverConnector } from '../printers/driver/driver-connector.ts';
import { type DriverPort, forkDriverPort } from '../printers/driver/driver-line.ts';
import { createNameLookUp, needsLookUp } from '../printers/driver/name-look-up.ts';
import type { PrinterAddress } from '../printers/printer-address.ts';
import { createTcpConnector } from '../printers/tcp/tcp-connector.ts';
import type { Connector } from '../printers/transport/link.ts';

export interface ChooseConnectorOptions {
  createVirtual: () => Connector;
  /** Default: a child process of plain Node. */
  startDriver?: () => DriverPort;
  platform?: NodeJS.Platform;
}

/**
 * The connector for an address. Real devices are driven by a process of their own: USB everywhere, and on Windows device
 * files and queues, whose calls can hang for ever (on Linux they never block, see openDeviceFile).
 */
export function chooseConnector(address: PrinterAddress, options: ChooseConnectorOptions): Connector {
  const { createVirtual, startDriver = () => forkDriverPort(), platform = process.platform } = options;
  switch (address.kind) {
    case 'virtual':
      return createVirtual();
    case 'tcp':
      return createTcpConnector({
        ...address,
        ...(needsLookUp(address.host) && { names: createNameLookUp({ name: address.host, startDriver }) }),
      });
    case 'device-file':
      return platform === 'win32'
        ? createDriverConnector({ startDriver, target: address })
        : createDeviceFileConnector(address);
    case 'spooler':
      return createDriverConnector({ startDriver, target: address });
    case 'usb': {
      const { kind, ids, ...chosen } = address;
      return createDriverConnector({ startDriver, target: { kind, target: { ...ids, ...chosen } } });
    }
  }
}
