import { utilityProcess } from 'electron';
import { type DriverExit, type DriverPort, isDriverEnvelope } from '../../printers/driver/driver-line.ts';
import type { DriverMessage } from '../../printers/driver/driver-protocol.ts';

/** What had been said before the end has arrived by then: both come over the same thread. */
const dieMs = 2000;

/** A driver that dies says why in some lines; one that talks without end must not fill the log. */
const largestSaying = 8 * 1024;

/**
 * Starts a driver process in Electron, whose own binary cannot be plain Node in the packed application. Each message is
 * acknowledged: unlike Node's pipe, Electron's does not promise that what was said before a crash arrives after it.
 *
 * @param modulePath absolute path of out/driver.js
 * @param onSaid what it writes to stderr, as it comes: why a native crash ended it is told nowhere else
 */
export function startElectronDriver(modulePath: string, onSaid: (text: string) => void): DriverPort {
  const child = utilityProcess.fork(modulePath, [], {
    serviceName: 'SmartPOS printer driver',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = 0;
  child.stderr?.on('data', (chunk: Buffer) => {
    const text = chunk.toString().slice(0, largestSaying - said);
    said += text.length;
    if (text.trim() !== '') onSaid(text);
  });
  const listeners: ((message: DriverMessage) => void)[] = [];
  const exitListeners: ((exit: DriverExit) => void)[] = [];
  let told: DriverExit | null = null;
  const tell = (reason: string) => {
    if (told !== null) return;
    // The driver hands bytes to the printer only once their announcement was acknowledged: none is unknown here.
    told = { reason, isDrained: true };
    for (const listener of exitListeners) listener(told);
  };
  child.on('message', (envelope: unknown) => {
    if (!isDriverEnvelope(envelope)) return;
    for (const listener of listeners) listener(envelope.message);
    child.postMessage({ acknowledged: envelope.number });
  });
  child.once('exit', (code) => tell(`exit code ${code}`));
  return {
    get pid() {
      return child.pid ?? null;
    },
    send: (request) => child.postMessage({ request }),
    onMessage: (listener) => void listeners.push(listener),
    onExit: (listener) => {
      if (told === null) exitListeners.push(listener);
      else listener(told);
    },
    kill: () => {
      endNow(child);
      // A process that hangs inside the system does not even die at once: it is left behind.
      setTimeout(() => tell('left behind'), dieMs).unref();
    },
  };
}

/** `kill()` asks politely (SIGTERM); a driver that hangs would not hear it. */
function endNow(child: Electron.UtilityProcess): void {
  const { pid } = child;
  try {
    if (pid === undefined) child.once('spawn', () => endNow(child));
    else process.kill(pid, 'SIGKILL');
  } catch {
    child.kill();
  }
}
