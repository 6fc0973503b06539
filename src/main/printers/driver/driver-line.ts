import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DriverMessage, DriverRequest } from './driver-protocol.ts';

// Both ends of the line between the agent and its driver process: what one promises, the other builds on. In Electron the
// agent's end is desktop/system/electron-driver-port.ts, as nothing else may import Electron.

export interface DriverExit {
  /** For the log: `exit code 1`, `signal SIGKILL`. */
  reason: string;
  /** Whether everything that the driver had said arrived before this. */
  isDrained: boolean;
}

/** A driver process as the agent sees it; Electron's utilityProcess goes behind the same few methods. */
export interface DriverPort {
  readonly pid: number | null;
  send(request: DriverRequest): void;
  onMessage(listener: (message: DriverMessage) => void): void;
  /** Told once, after the last message. */
  onExit(listener: (exit: DriverExit) => void): void;
  /** Ends it at once, whatever it does. */
  kill(): void;
}

/** The messages of a dead process stand ready in the pipe; after this long none comes any more. */
const drainMs = 1000;
/** A process that hangs inside the system does not even die at once: it is left behind. */
const dieMs = 2000;

/** The driver's entry, beside the agent's: out/driver.js, or its source when the agent runs from source. */
export function driverModulePath(): string {
  const isSource = import.meta.url.endsWith('.ts');
  return fileURLToPath(new URL(isSource ? '../../driver.ts' : './driver.js', import.meta.url));
}

/** Starts a driver process in plain Node. It never keeps the agent alive, and ends by itself when the agent does. */
export function forkDriverPort(modulePath = driverModulePath()): DriverPort {
  const child = fork(modulePath, [], {
    serialization: 'advanced',
    // Its stdout is not the agent's, where the `ready` line is awaited.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  });
  child.unref();
  child.channel?.unref();
  const listeners: ((message: DriverMessage) => void)[] = [];
  child.on('message', (message) => {
    for (const listener of listeners) listener(message as DriverMessage);
  });
  const exit = watchExit(child);
  return {
    pid: child.pid ?? null,
    // The callback: a send to a process that has just died must not become an `error` event.
    send: (request) => void child.send(request, () => {}),
    onMessage: (listener) => void listeners.push(listener),
    onExit: exit.onExit,
    kill: () => {
      child.kill('SIGKILL');
      exit.expect();
    },
  };
}

function watchExit(child: ChildProcess) {
  const listeners: ((exit: DriverExit) => void)[] = [];
  let reason: string | null = null;
  let isDrained = false;
  let told: DriverExit | null = null;
  const tell = () => {
    if (told !== null) return;
    told = { reason: reason ?? 'left behind', isDrained };
    for (const listener of listeners) listener(told);
  };
  const tellSoon = (ms: number) => void setTimeout(tell, ms).unref();
  child.on('error', (error) => {
    reason ??= error.message;
    tellSoon(child.pid === undefined ? 0 : drainMs);
  });
  child.on('exit', (code, signal) => {
    reason ??= signal === null ? `exit code ${code}` : `signal ${signal}`;
    if (isDrained) tell();
    else tellSoon(drainMs);
  });
  // Comes behind the last message. A driver that has lost its pipe is of no use: it is ending, or is ended.
  child.on('disconnect', () => {
    isDrained = true;
    if (reason !== null) tell();
    else child.kill('SIGKILL');
  });
  return {
    onExit: (listener: (exit: DriverExit) => void) => {
      if (told === null) listeners.push(listener);
      else listener(told);
    },
    expect: () => tellSoon(dieMs),
  };
}

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
