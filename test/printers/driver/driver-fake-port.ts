import type { DriverExit, DriverPort } from '../../../src/main/printers/driver/driver-line.ts';
import type { DriverMessage, DriverRequest } from '../../../src/main/printers/driver/driver-protocol.ts';

export interface FakeDriverPort extends DriverPort {
  readonly requests: DriverRequest[];
  readonly isKilled: boolean;
  readonly isDead: boolean;
  /** Is killed, and stays: it hangs inside the system. */
  diesSlowly: boolean;
  say(message: DriverMessage): void;
  die(exit?: Partial<DriverExit>): void;
}

/** A driver process that does nothing by itself. */
export function createFakeDriverPort(): FakeDriverPort {
  const requests: DriverRequest[] = [];
  const messageListeners: ((message: DriverMessage) => void)[] = [];
  const exitListeners: ((exit: DriverExit) => void)[] = [];
  let isKilled = false;
  let isDead = false;
  const die = (exit: Partial<DriverExit> = {}) => {
    isDead = true;
    for (const listener of exitListeners.splice(0)) listener({ reason: 'signal SIGKILL', isDrained: true, ...exit });
  };
  return {
    pid: null,
    requests,
    get isKilled() {
      return isKilled;
    },
    get isDead() {
      return isDead;
    },
    diesSlowly: false,
    send: (request) => void requests.push(request),
    onMessage: (listener) => void messageListeners.push(listener),
    onExit: (listener) => void exitListeners.push(listener),
    say: (message) => {
      for (const listener of messageListeners) listener(message);
    },
    die,
    kill() {
      isKilled = true;
      if (!this.diesSlowly) die();
    },
  };
}
