import type { DriverMessage, DriverRequest } from './driver-protocol.ts';

/** The driver process's end of the line to the agent. */
export interface DriverChannel {
  /** Resolves once the agent has the message, or surely gets it even if this process dies in the next moment. */
  send(message: DriverMessage): Promise<void>;
  onRequest(listener: (request: DriverRequest) => void): void;
  /** The agent is gone. */
  onEnd(listener: () => void): void;
}

/** What goes over Electron's line: a message that wants to be acknowledged by its number. */
export interface DriverEnvelope {
  number: number;
  message: DriverMessage;
}

export function isDriverEnvelope(value: unknown): value is DriverEnvelope {
  return typeof value === 'object' && value !== null && 'number' in value && 'message' in value;
}

/** The few methods of `process.parentPort` that are used; written here so that the driver needs no Electron to compile. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
}

/** Plain Node: the pipe that `fork` made; null where there is none. */
function nodeDriverChannel(): DriverChannel | null {
  if (process.send === undefined) return null;
  return {
    // Once the system has the message, the agent reads it.
    send: (message) =>
      new Promise((resolve) => {
        if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
        else resolve();
      }),
    onRequest: (listener) => void process.on('message', (request) => listener(request as DriverRequest)),
    onEnd: (listener) => void process.on('disconnect', listener),
  };
}

/**
 * Electron's utility process. Its line does not tell when a message has left, so the agent acknowledges each one. When
 * the agent dies, Electron ends this process at once: the system takes the device back, `onEnd` is never called.
 */
export function electronDriverChannel(port: ParentPort): DriverChannel {
  const listeners: ((request: DriverRequest) => void)[] = [];
  const unacknowledged = new Map<number, () => void>();
  let lastNumber = 0;
  port.on('message', ({ data }) => {
    const { acknowledged, request } = data as { acknowledged?: number; request?: DriverRequest };
    if (acknowledged !== undefined) {
      unacknowledged.get(acknowledged)?.();
      unacknowledged.delete(acknowledged);
    }
    if (request !== undefined) for (const listener of listeners) listener(request);
  });
  return {
    send: (message) =>
      new Promise((resolve) => {
        lastNumber += 1;
        unacknowledged.set(lastNumber, resolve);
        port.postMessage({ number: lastNumber, message } satisfies DriverEnvelope);
      }),
    onRequest: (listener) => void listeners.push(listener),
    onEnd: () => {},
  };
}

/** The line that this process was started with, or null when nobody has started it as a driver. */
export function openDriverChannel(): DriverChannel | null {
  const { parentPort } = process as { parentPort?: ParentPort };
  return parentPort === undefined || parentPort === null ? nodeDriverChannel() : electronDriverChannel(parentPort);
}

/**
 * Ends this process once `shutDown` has let go of the device, or after `limitMs` at the latest. With SIGKILL, not with
 * `process.exit`: that one waits for a system call that another thread has not got back (a WriteFile to a printer
 * without paper), and nothing but SIGKILL ends such a process (measured). On Linux the interface must be released
 * before, and usblp given the printer back; SIGKILL alone would leave it without a driver.
 */
export function endAfter(shutDown: () => Promise<void>, limitMs: number): void {
  const end = () => process.kill(process.pid, 'SIGKILL');
  setTimeout(end, limitMs);
  shutDown().then(end, end);
}
