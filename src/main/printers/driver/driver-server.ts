import { AgentError } from '../../base/errors.ts';
import type { PrinterListing } from '../printer-listing.ts';
import { misuse, type Transport, TransportError } from '../transport/transport.ts';
import {
  aliveEveryMs,
  type DeviceState,
  type DriverFailure,
  type DriverMessage,
  type DriverRequest,
  type DriverTarget,
  type DriverValue,
  hungCode,
} from './driver-protocol.ts';

export interface DriverServer {
  handle(request: DriverRequest): void;
  /** Lets go of the device; resolves when it is free. Never rejects. */
  shutDown(): Promise<void>;
}

const hungPauseMs = 100;

interface RunningWrite {
  pieces: PieceQueue;
  abort: AbortController;
}

/**
 * The driver process's side: owns one device and does what the agent asks. `send` resolves once the message has left this
 * process, so that what was said before a crash is known after it.
 */
export function createDriverServer(options: {
  send: (message: DriverMessage) => Promise<void>;
  createDevice: (target: DriverTarget, onHung: () => void) => Transport;
  /** Default: none. */
  listPrinters?: () => Promise<PrinterListing[]>;
}): DriverServer {
  const { send, createDevice, listPrinters = async () => [] } = options;
  const writes = new Map<number, RunningWrite>();
  let device: Transport | null = null;
  let deviceKey = '';
  let isHung = false;

  const deviceState = (): DeviceState => {
    if (device === null) return { isOpen: false, readable: false };
    const { isOpen, readable, kind, description } = device;
    return { isOpen, readable, way: { kind, description } };
  };

  const opened = (): Transport => {
    if (device === null) throw misuse('appel à une imprimante non ouverte');
    return device;
  };

  /** Behind the answers to the calls that ended with it: the agent ends this process at that word. */
  const tellHung = () => {
    isHung = true;
    setTimeout(() => void send({ type: 'hung' }), hungPauseMs);
  };

  const open = async (target: DriverTarget): Promise<null> => {
    if (isHung) throw new TransportError(hungCode, 'Le pilote ne répond plus : il est redémarré.');
    const key = JSON.stringify(target);
    if (device === null || deviceKey !== key) {
      await device?.close();
      device = createDevice(target, tellHung);
      deviceKey = key;
    }
    await device.open();
    return null;
  };

  const write = async (id: number, length: number): Promise<null> => {
    const abort = new AbortController();
    const pieces = createPieceQueue(abort.signal);
    writes.set(id, { pieces, abort });
    try {
      let sent = 0;
      while (sent < length) {
        const piece = await pieces.next();
        if (piece === null) throw abortedAt(sent, keepsWhole(device));
        sent = await writePiece(opened(), piece, { id, sent, length, signal: abort.signal, send });
      }
      return null;
    } finally {
      writes.delete(id);
    }
  };

  const answer = async (request: DriverRequest): Promise<DriverValue> => {
    switch (request.type) {
      case 'open':
        return open(request.target);
      case 'write':
        return write(request.id, request.length);
      case 'read':
        return opened().read(request.timeoutMs);
      case 'port-status':
        return (await opened().portStatus?.()) ?? null;
      case 'soft-reset': {
        const reset = opened().softReset?.bind(device);
        if (reset === undefined) throw new TransportError('PRINTER_UNSUPPORTED', 'Remise à zéro impossible ici.');
        return reset().then(() => null);
      }
      case 'close':
        await device?.close();
        return null;
      case 'list':
        return listPrinters();
      default:
        return null;
    }
  };

  const reply = async (request: DriverRequest): Promise<void> => {
    const { id } = request;
    try {
      const value = await answer(request);
      await send({ type: 'done', id, value, device: deviceState() });
    } catch (error) {
      await send({ type: 'failed', id, failure: toDriverFailure(error), device: deviceState() });
    }
  };

  const timer = setInterval(() => void send({ type: 'alive', device: deviceState() }), aliveEveryMs);
  void send({ type: 'ready' });
  return {
    handle: (request) => {
      if (request.type === 'bytes') writes.get(request.id)?.pieces.push(request.bytes);
      else if (request.type === 'abort') writes.get(request.id)?.abort.abort();
      else void reply(request);
    },
    shutDown: async () => {
      clearInterval(timer);
      await device?.close();
    },
  };
}

/** A spooler may drop a document until it has ended: before, none of its bytes has surely left. */
function keepsWhole(device: Transport | null): boolean {
  return device?.kind === 'spooler';
}

interface PieceContext {
  id: number;
  /** Bytes of the write before this piece. */
  sent: number;
  /** Bytes of the whole write. */
  length: number;
  signal: AbortSignal;
  send: (message: DriverMessage) => Promise<void>;
}

/** Says what it is about to do before it does it. Resolves with the count of bytes that have left by then. */
async function writePiece(device: Transport, piece: Uint8Array, context: PieceContext): Promise<number> {
  const { id, sent, length, signal, send } = context;
  const upTo = sent + piece.length;
  const more = upTo < length;
  await send({ type: 'handing', id, upTo });
  try {
    await device.write(piece, {
      signal,
      more,
      onProgress: (taken) => void send({ type: 'progress', id, upTo: sent + taken }),
    });
  } catch (error) {
    const { code, message, cause, sureBytes, maybeBytes } = toTransportError(error, piece.length);
    const sure = keepsWhole(device) ? 0 : sent + sureBytes;
    throw new TransportError(code, message, { cause, sureBytes: sure, maybeBytes: sent + maybeBytes });
  }
  await send({ type: more && keepsWhole(device) ? 'held' : 'taken', id, upTo });
  return upTo;
}

function abortedAt(sent: number, isDropped: boolean): TransportError {
  const message = "L'envoi à l'imprimante a été interrompu.";
  return new TransportError('WRITE_ABORTED', message, { sureBytes: isDropped ? 0 : sent, maybeBytes: sent });
}

/** An error that a transport must not throw is a bug: nothing is known of the bytes. */
function toTransportError(error: unknown, length: number): TransportError {
  if (error instanceof TransportError) return error;
  const message = "Erreur interne du pilote d'impression : signalez-la au support.";
  return new TransportError('PRINTER_ERROR', message, { cause: error, maybeBytes: length });
}

function toDriverFailure(error: unknown): DriverFailure {
  const { code, message, cause, sureBytes, maybeBytes } =
    error instanceof AgentError && !(error instanceof TransportError)
      ? new TransportError(error.code, error.message, { cause: error.cause })
      : toTransportError(error, 0);
  const text = cause instanceof Error ? cause.message : String(cause);
  return { code, message, cause: cause === undefined ? null : text, sureBytes, maybeBytes };
}

/** The bytes of one write, on their way from the agent to the device. */
export interface PieceQueue {
  push(piece: Uint8Array): void;
  /** The next piece, as soon as it is there; null once the write is aborted. */
  next(): Promise<Uint8Array | null>;
}

function createPieceQueue(signal: AbortSignal): PieceQueue {
  const pieces: Uint8Array[] = [];
  let wake = () => {};
  signal.addEventListener('abort', () => wake());
  return {
    push: (piece) => {
      pieces.push(piece);
      wake();
    },
    next: async () => {
      while (pieces.length === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return signal.aborted ? null : (pieces.shift() ?? null);
    },
  };
}
