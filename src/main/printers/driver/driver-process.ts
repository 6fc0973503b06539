import { raceEnd } from '../transport/race-end.ts';
import { type DriverLifeWatch, type DriverTimes, watchDriverLife } from './driver-life.ts';
import type { DriverExit, DriverPort } from './driver-line.ts';
import {
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

export interface DriverProcessOptions {
  startDriver: () => DriverPort;
  times: DriverTimes;
  /** The driver has lost or closed the link that the request of this id has opened. */
  onLinkEnded?: (id: number, failure: DriverFailure) => void;
  /** Told before the requests that are lost with the driver. */
  onExit?: (exit: DriverExit) => void;
}

/** What was told to stop and has not answered after this is ended. */
const abortMs = 5000;
/** A port tells the exit of what it has killed well before this. */
const goneMs = 5000;

/** The life of the driver process: started when needed, watched, ended when it hangs, started again. */
export class DriverProcess {
  readonly #options: DriverProcessOptions;
  readonly #pending = new Map<number, Pending>();
  #port: DriverPort | null = null;
  /** Whether the process of `#port` can be asked; false when it dies in starting. */
  #ready: Promise<boolean> = Promise.resolve(false);
  #watch: DriverLifeWatch | null = null;
  /** Resolves when a driver that was killed is gone: until then it still has the device. */
  #dying: Promise<void> | null = null;
  #lastId = 0;
  /** Deaths since the last success. */
  #deaths = 0;
  #diedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DriverProcessOptions) {
    this.#options = options;
  }

  /**
   * Resolves with true once the driver can be asked, after its back-off; with false when it dies in starting, or as soon as
   * `signal` aborts.
   */
  async start(signal?: AbortSignal): Promise<boolean> {
    if (this.#dying !== null) await raceEnd(this.#dying, { signals: [signal] });
    if (this.#port === null) await this.#backOff(signal);
    if (signal?.aborted) return false;
    if (this.#port === null) this.#ready = this.#launch();
    return (await raceEnd(this.#ready, { signals: [signal] })) ?? false;
  }

  async #backOff(signal: AbortSignal | undefined): Promise<void> {
    if (this.#deaths === 0) return;
    const { backOffMs } = this.#options.times;
    const waitMs = backOffMs[Math.min(this.#deaths - 1, backOffMs.length - 1)] ?? 0;
    const timeoutMs = this.#diedAt + waitMs - performance.now();
    if (timeoutMs > 0) await raceEnd(new Promise(() => {}), { signals: [signal], timeoutMs });
  }

  #launch(): Promise<boolean> {
    let port: DriverPort;
    try {
      port = this.#options.startDriver();
    } catch {
      // No memory or no more processes: as if it had died at once.
      this.#countDeath();
      return Promise.resolve(false);
    }
    const watch = watchDriverLife({
      times: this.#options.times,
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
      case 'alive':
        return;
      case 'hung':
        this.kill();
        return;
      case 'ended':
        this.#options.onLinkEnded?.(message.id, message.failure);
        return;
      case 'done':
        this.#settle(message.id, { kind: 'done', value: message.value });
        return;
      case 'failed':
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
    this.#options.onExit?.(exit);
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
   * Asks the running driver. One that has not answered `limitMs` later, or 5 s after it was told that `signal` has
   * aborted, is ended; otherwise only its silence ends it. Never rejects.
   */
  ask(
    request: WithoutId<DriverRequest>,
    options: { limitMs?: number; signal?: AbortSignal | undefined; onPosition?: Pending['onPosition'] } = {},
  ): { id: number; outcome: Promise<DriverOutcome> } {
    const { limitMs, signal, onPosition = () => {} } = options;
    this.#lastId += 1;
    const id = this.#lastId;
    const outcome = new Promise<DriverOutcome>((resolve) => {
      if (this.#port === null) {
        resolve({ kind: 'lost', exit: { reason: 'not running', isDrained: true } });
        return;
      }
      let timer = limitMs === undefined ? undefined : setTimeout(() => this.kill(), limitMs);
      const onAbort = () => {
        this.tell({ type: 'abort', id });
        clearTimeout(timer);
        timer = setTimeout(() => this.kill(), abortMs);
      };
      const settle = (result: DriverOutcome) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        resolve(result);
      };
      this.#pending.set(id, { settle, onPosition });
      this.#watch?.keepAgent(true);
      this.tell({ ...request, id });
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort, { once: true });
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
    if (port === null || this.#dying !== null) return;
    const gone = new Promise<void>((resolve) => port.onExit(() => resolve()));
    // A driver keeps no agent alive, but who waits for its end lives until then: Node would end with exit code 13.
    this.#dying = raceEnd(gone, { timeoutMs: goneMs }).then(() => {
      this.#dying = null;
    });
    port.kill();
  }

  /** Resolves when there is no process any more; never rejects. The printer should have been given back before. */
  async end(): Promise<void> {
    this.kill();
    await this.#dying;
  }
}
