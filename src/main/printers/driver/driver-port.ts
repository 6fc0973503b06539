import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DriverMessage, DriverRequest } from './driver-protocol.ts';

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
