import { type DriverLifeWatch, type DriverTimes, watchDriverLife } from './driver-life.ts';
import type { DriverExit, DriverPort } from './driver-port.ts';
import {
  type DeviceState,
  type DriverFailure,
  type DriverMessage,
  type DriverRequest,
  type DriverValue,
  hungCode,
} from './driver-protocol.ts';

/** How a request ended. `lost`: the driver process died before its answer. */
export type DriverOutcome =
  | { kind: 'done'; value: DriverValue }
  | { kind: 'failed'; failure: DriverFailure }
  | { kind: 'lost'; exit: DriverExit };

type WithoutId<Request> = Request extends unknown ? Omit<Request, 'id'> : never;
type PositionMessage = Extract<DriverMessage, { upTo: number }>;

interface Pending {
  settle: (outcome: DriverOutcome) => void;
  onPosition: (message: PositionMessage) => void;
}

/** The life of the driver process: started when needed, watched, ended when it hangs, started again. */
export class DriverLink {
  readonly #startDriver: () => DriverPort;
  readonly #times: DriverTimes;
  readonly #pending = new Map<number, Pending>();
  #port: DriverPort | null = null;
  #watch: DriverLifeWatch | null = null;
  /** Resolves when a driver that was killed is gone: until then it still has the device. */
  #dying: Promise<void> | null = null;
  #starting: Promise<boolean> | null = null;
  #device: DeviceState = { isOpen: false, readable: false };
  #lastId = 0;
  /** Deaths since the last success. */
  #deaths = 0;
  #diedAt = Number.NEGATIVE_INFINITY;

  constructor(startDriver: () => DriverPort, times: DriverTimes) {
    this.#startDriver = startDriver;
    this.#times = times;
  }

  /** The device as the driver last told. */
  get device(): DeviceState {
    return this.#device;
  }

  /** Resolves with true once the driver can be asked, after its back-off; with false when it dies in starting. */
  start(): Promise<boolean> {
    this.#starting ??= this.#start().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #start(): Promise<boolean> {
    await this.#dying;
    if (this.#port !== null) return true;
    const { backOffMs } = this.#times;
    const waitMs = backOffMs[Math.min(Math.max(this.#deaths - 1, 0), backOffMs.length - 1)] ?? 0;
    const leftMs = this.#deaths === 0 ? 0 : this.#diedAt + waitMs - performance.now();
    if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
    return this.#launch();
  }

  #launch(): Promise<boolean> {
    let port: DriverPort;
    try {
      port = this.#startDriver();
    } catch {
      // No memory or no more processes: as if it had died at once.
      this.#countDeath();
      return Promise.resolve(false);
    }
    const watch = watchDriverLife({
      times: this.#times,
      onSilent: () => this.kill(),
    });
    this.#port = port;
    this.#watch = watch;
    return new Promise((resolve) => {
      port.onMessage((message) => {
        watch.sawLife();
        if (message.type === 'ready') {
          watch.keepAgent(this.#pending.size > 0);
          resolve(true);
        }
        // A late word of a driver that is given up already concerns nobody.
        if (this.#port === port) this.#receive(message);
      });
      port.onExit((exit) => {
        watch.stop();
        this.#bury(port, exit);
        resolve(false);
      });
    });
  }

  #receive(message: DriverMessage): void {
    switch (message.type) {
      case 'ready':
        return;
      case 'hung':
        this.kill();
        return;
      case 'alive':
        this.#device = message.device;
        return;
      case 'done':
        this.#device = message.device;
        this.#settle(message.id, { kind: 'done', value: message.value });
        return;
      case 'failed':
        this.#device = message.device;
        this.#settle(message.id, { kind: 'failed', failure: message.failure });
        // Now, and not at `hung`: an open that comes first would still find this driver.
        if (message.failure.code === hungCode) this.kill();
        return;
      default:
        this.#pending.get(message.id)?.onPosition(message);
    }
  }

  #bury(port: DriverPort, exit: DriverExit): void {
    if (this.#port !== port) return;
    this.#port = null;
    this.#countDeath();
    this.#device = { isOpen: false, readable: false };
    for (const id of [...this.#pending.keys()]) this.#settle(id, { kind: 'lost', exit });
  }

  #countDeath(): void {
    this.#deaths += 1;
    this.#diedAt = performance.now();
  }

  #settle(id: number, outcome: DriverOutcome): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    this.#watch?.keepAgent(this.#pending.size > 0);
    pending?.settle(outcome);
  }

  /**
   * Asks the running driver. A driver that has not answered after `limitMs` is ended; without one, only its silence
   * ends it. Never rejects.
   */
  ask(request: WithoutId<DriverRequest>, limitMs?: number, onPosition: Pending['onPosition'] = () => {}) {
    this.#lastId += 1;
    const id = this.#lastId;
    const outcome = new Promise<DriverOutcome>((resolve) => {
      if (this.#port === null) {
        resolve({ kind: 'lost', exit: { reason: 'not running', isDrained: true } });
        return;
      }
      const timer = limitMs === undefined ? undefined : setTimeout(() => this.kill(), limitMs);
      const settle = (result: DriverOutcome) => {
        clearTimeout(timer);
        resolve(result);
      };
      this.#pending.set(id, { settle, onPosition });
      this.#watch?.keepAgent(true);
      this.tell({ ...request, id });
    });
    return { id, outcome };
  }

  tell(request: DriverRequest): void {
    this.#port?.send(request);
  }

  /** It works: its next death is a first one. */
  forgive(): void {
    this.#deaths = 0;
  }

  kill(): void {
    const port = this.#port;
    if (port === null) return;
    this.#dying ??= new Promise<void>((resolve) => {
      port.onExit(() => resolve());
    }).then(() => {
      this.#dying = null;
    });
    port.kill();
  }
}
