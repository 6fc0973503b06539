import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { VirtualHost } from '../../src/main/printers/virtual/virtual-printer.ts';
import type { FaultyPrinter } from './faulty-printer.ts';

/** One host's connection to the printer. */
export interface DeviceConnection {
  /** Its turn: until then nothing is read from it. */
  serve(): void;
  reset(): void;
  destroy(): Promise<void>;
}

/** Stays connected, so that the printer does not see that its host is gone. */
const printServer: VirtualHost = { onAnswer() {}, onRoom() {}, onLost() {} };

/** Reads no further than the device takes, so that a blocked printer pushes back through TCP. */
export function createDeviceConnection(
  socket: Socket,
  device: FaultyPrinter,
  keepsPartialCommand: boolean,
): DeviceConnection {
  let refused: Uint8Array = Buffer.alloc(0);
  let isServed = false;
  let hasEnded = false;
  socket.pause();
  socket.on('error', () => {});
  socket.once('end', () => {
    hasEnded = true;
    endWhenTaken();
  });
  socket.once('close', () => {
    if (!isServed) return;
    if (keepsPartialCommand) device.connect(printServer);
    else device.disconnect();
  });

  function offer(bytes: Uint8Array): void {
    refused = bytes.subarray(device.accept(bytes));
    if (refused.length > 0) socket.pause();
    else socket.resume();
    endWhenTaken();
  }

  /** A host that writes and closes has its bytes printed all the same. */
  function endWhenTaken(): void {
    if (hasEnded && refused.length === 0) socket.end();
  }

  return {
    serve() {
      isServed = true;
      device.connect({
        onAnswer: (bytes) => socket.writable && socket.write(bytes),
        onRoom: () => offer(refused),
        onLost: () => socket.resetAndDestroy(),
      });
      socket.on('data', offer);
      socket.resume();
    },
    reset() {
      socket.resetAndDestroy();
    },
    async destroy() {
      if (socket.closed) return;
      const closed = once(socket, 'close');
      socket.destroy();
      await closed;
    },
  };
}
