import {
  misuse,
  type PortStatus,
  type Transport,
  type TransportKind,
  type WriteOptions,
} from '../transport/transport.ts';
import { watchUsbDevices } from '../usb/usb-sysfs.ts';
import { type DriverTimes, defaultDriverTimes } from './driver-life.ts';
import { DriverLink, type DriverOutcome } from './driver-link.ts';
import type { DriverPort } from './driver-port.ts';
import {
  abortedBeforehand,
  closedFailure,
  type DriverFailure,
  type DriverTarget,
  type DriverValue,
  formatDriverTarget,
  stoppedFailure,
  toTransportError,
} from './driver-protocol.ts';
import { createDriverWrite } from './driver-write.ts';

export interface DriverTransportOptions {
  startDriver: () => DriverPort;
  target: DriverTarget;
  times?: Partial<DriverTimes>;
}

/** Longest times that the driver may take for an answer, its own time-outs included; then it is ended. */
const openMs = 12_000;
const readGraceMs = 5000;
const controlMs = 10_000;
const abortMs = 5000;
const closeMs = 6000;

/** One `open` to its `close`: calls that were begun in it end with it. */
interface Session {
  failure: DriverFailure | null;
  isWriting: boolean;
  isReading: boolean;
}

/**
 * A printer that a child process drives, so that a USB stack that hangs or crashes never takes the agent down. As a
 * transport it behaves like the one in the child. When the child dies, calls reject with `DRIVER_STOPPED`, a write with
 * what the child had taken (`sureBytes`) and what it had begun to hand to the device (`maybeBytes`); the next `open`
 * starts another child. Bytes go over in a small window, whatever the size of the receipt.
 */
export function createDriverTransport(options: DriverTransportOptions): Transport {
  return new DriverTransport(options);
}

class DriverTransport implements Transport {
  /** As asked for until the driver has opened it, then what the driver says. */
  #way: { kind: TransportKind; description: string };
  readonly #target: DriverTarget;
  readonly #link: DriverLink;
  #session: Session | null = null;
  #opening: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor({ startDriver, target, times }: DriverTransportOptions) {
    this.#way = { kind: target.kind, description: formatDriverTarget(target) };
    this.#target = target;
    this.#link = new DriverLink(startDriver, { ...defaultDriverTimes, ...times });
  }

  get kind(): TransportKind {
    return this.#way.kind;
  }

  get description(): string {
    return this.#way.description;
  }

  get isOpen(): boolean {
    return this.#session !== null && this.#session.failure === null && this.#link.device.isOpen;
  }

  get readable(): boolean {
    return this.#link.device.readable;
  }

  async open(): Promise<void> {
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<void> {
    await this.#closing;
    const isUp = await this.#link.start();
    const outcome: DriverOutcome = isUp
      ? await this.#link.ask({ type: 'open', target: this.#target }, openMs).outcome
      : { kind: 'lost', exit: { reason: 'did not start', isDrained: true } };
    if (outcome.kind === 'done') {
      this.#way = this.#link.device.way ?? this.#way;
      if (this.#session === null || this.#session.failure !== null) this.#session = newSession();
      return;
    }
    throw toTransportError(this.#fail(this.#session, outcome));
  }

  async write(bytes: Uint8Array, options: WriteOptions = {}): Promise<void> {
    const session = this.#use('écriture sur une imprimante non ouverte');
    if (session.isWriting) throw misuse('une écriture est déjà en cours');
    if (options.signal?.aborted) throw abortedBeforehand(options.signal);
    if (bytes.length === 0) return;
    session.isWriting = true;
    try {
      await this.#write(session, bytes, options);
    } finally {
      session.isWriting = false;
    }
  }

  async #write(session: Session, bytes: Uint8Array, { signal, onProgress }: WriteOptions): Promise<void> {
    const write = createDriverWrite({
      bytes,
      send: (piece) => this.#link.tell({ type: 'bytes', id, bytes: piece }),
      onProgress: (taken) => onProgress?.(taken),
    });
    const request = { type: 'write', length: bytes.length } as const;
    const { id, outcome: answered } = this.#link.ask(request, undefined, (position) => write.onPosition(position));
    let giveUp: NodeJS.Timeout | undefined;
    const onAbort = () => {
      this.#link.tell({ type: 'abort', id });
      giveUp = setTimeout(() => this.#link.kill(), abortMs);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    write.fill();
    const outcome = await answered;
    clearTimeout(giveUp);
    signal?.removeEventListener('abort', onAbort);
    if (outcome.kind === 'done' || (outcome.kind === 'lost' && write.isComplete)) {
      this.#link.forgive();
      return;
    }
    const failure = this.#fail(session, outcome);
    throw toTransportError(outcome.kind === 'lost' ? { ...failure, ...write.rangeAfter(outcome.exit) } : failure);
  }

  async read(timeoutMs: number): Promise<Uint8Array> {
    const session = this.#use('lecture sur une imprimante non ouverte');
    if (session.isReading) throw misuse('une lecture est déjà en cours');
    session.isReading = true;
    try {
      const { outcome } = this.#link.ask({ type: 'read', timeoutMs }, timeoutMs + readGraceMs);
      const value = this.#valueOf(session, await outcome);
      return value instanceof Uint8Array ? value : new Uint8Array(0);
    } finally {
      session.isReading = false;
    }
  }

  async portStatus(): Promise<PortStatus | null> {
    const session = this.#use('question à une imprimante non ouverte');
    const value = this.#valueOf(session, await this.#link.ask({ type: 'port-status' }, controlMs).outcome);
    return value !== null && 'paperEmpty' in value ? value : null;
  }

  async softReset(): Promise<void> {
    const session = this.#use("remise à zéro d'une imprimante non ouverte");
    this.#valueOf(session, await this.#link.ask({ type: 'soft-reset' }, controlMs).outcome);
  }

  watch(onChange: () => void): () => void {
    return this.#target.kind === 'usb' ? watchUsbDevices(onChange) : () => {};
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => {});
    if (this.#session !== null) {
      this.#session.failure = closedFailure;
      this.#session = null;
      this.#closing = this.#link.ask({ type: 'close' }, closeMs).outcome.then(() => {
        this.#closing = null;
      });
    }
    await this.#closing;
  }

  /** The session, if it can be used; a lost one says why it cannot. */
  #use(what: string): Session {
    if (this.#session === null) throw misuse(what);
    if (this.#session.failure !== null)
      throw toTransportError({ ...this.#session.failure, sureBytes: 0, maybeBytes: 0 });
    return this.#session;
  }

  #valueOf(session: Session, outcome: DriverOutcome): DriverValue {
    if (outcome.kind === 'done') return outcome.value;
    throw toTransportError(this.#fail(session, outcome));
  }

  /** Why a call failed; ends the session where the device or the driver is gone. */
  #fail(session: Session | null, outcome: Exclude<DriverOutcome, { kind: 'done' }>): DriverFailure {
    if (outcome.kind === 'lost') {
      const failure = session?.failure ?? stoppedFailure(outcome.exit.reason);
      if (session !== null) session.failure = failure;
      return failure;
    }
    if (session !== null && !this.#link.device.isOpen) session.failure ??= outcome.failure;
    return outcome.failure;
  }
}

const newSession = (): Session => ({ failure: null, isWriting: false, isReading: false });
