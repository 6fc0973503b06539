import { lookup } from 'node:dns/promises';
import { AgentError, systemErrorCode } from '../../base/errors.ts';
import type { PrinterListing } from '../printer-address.ts';
import { type Connector, type Link, LinkError, misuse, writeAborted } from '../transport/link.ts';
import {
  aliveEveryMs,
  type DriverFailure,
  type DriverMessage,
  type DriverRequest,
  type DriverTarget,
  type DriverValue,
  hungCode,
  type LookedUp,
  type OpenedLink,
} from './driver-protocol.ts';

export interface DriverServer {
  handle(request: DriverRequest): void;
  /** Lets go of the device; resolves when it is free. Never rejects. */
  shutDown(): Promise<void>;
}

const hungPauseMs = 100;

/**
 * The driver process's side: owns one device and does what the agent asks. `send` resolves once the message has left this
 * process, so that what was said before a crash is known after it.
 */
export function createDriverServer(options: {
  send: (message: DriverMessage) => Promise<void>;
  createConnector: (target: DriverTarget, onHung: () => void) => Connector;
  /** Default: none. */
  listPrinters?: () => Promise<PrinterListing[]>;
}): DriverServer {
  const { send, createConnector, listPrinters = async () => [] } = options;
  /** Of the openings and writes under way. */
  const aborts = new Map<number, AbortController>();
  const pieces = new Map<number, PieceQueue>();
  let connector: Connector | null = null;
  let connectorKey = '';
  /** With the id of the request that has opened it. */
  let newest: { id: number; link: Link } | null = null;
  let isHung = false;

  const opened = ({ link }: { link: number }): Link => {
    if (newest?.id !== link) throw misuse('appel à une imprimante non ouverte');
    return newest.link;
  };

  /** Behind the answers to the calls that ended with it: the agent ends this process at that word. */
  const tellHung = () => {
    isHung = true;
    setTimeout(() => void send({ type: 'hung' }), hungPauseMs);
  };

  const open = async (id: number, target: DriverTarget, signal: AbortSignal): Promise<OpenedLink> => {
    if (isHung) throw new LinkError(hungCode, 'Le pilote ne répond plus : il est redémarré.');
    const key = JSON.stringify(target);
    if (connector === null || connectorKey !== key) {
      await connector?.end();
      connector = createConnector(target, tellHung);
      connectorKey = key;
    }
    const link = await connector.open(signal);
    newest = { id, link };
    const { kind, description, readable, ended } = link;
    const tellEnd = () => void send({ type: 'ended', id, failure: toDriverFailure(ended.reason) });
    if (ended.aborted) tellEnd();
    else ended.addEventListener('abort', tellEnd, { once: true });
    return { kind, description, readable };
  };

  const write = async (link: Link, id: number, length: number, signal: AbortSignal): Promise<null> => {
    const queue = createPieceQueue(signal);
    pieces.set(id, queue);
    try {
      for (let sent = 0; sent < length; ) {
        const piece = await queue.next();
        if (piece === null) throw writeAborted(signal, { sureBytes: keepsWhole(link) ? 0 : sent, maybeBytes: sent });
        sent = await writePiece(link, piece, { id, sent, length, signal, send });
      }
      return null;
    } finally {
      pieces.delete(id);
    }
  };

  const abortable = async <Value>(id: number, call: (signal: AbortSignal) => Promise<Value>): Promise<Value> => {
    const controller = new AbortController();
    aborts.set(id, controller);
    try {
      return await call(controller.signal);
    } finally {
      aborts.delete(id);
    }
  };

  const answer = async (request: DriverRequest): Promise<DriverValue> => {
    switch (request.type) {
      case 'open':
        return abortable(request.id, (signal) => open(request.id, request.target, signal));
      case 'write':
        return abortable(request.id, (signal) => write(opened(request), request.id, request.length, signal));
      case 'read':
        return opened(request).read(request.timeoutMs);
      case 'check':
        return opened(request)
          .check()
          .then(() => null);
      case 'port-status':
        return opened(request).portStatus();
      case 'soft-reset':
        return opened(request)
          .softReset()
          .then(() => null);
      case 'close':
        if (newest?.id === request.link) await newest.link.close();
        return null;
      case 'list':
        return listPrinters();
      case 'look-up':
        return lookUp(request.name);
      default:
        return null;
    }
  };

  const reply = async (request: DriverRequest): Promise<void> => {
    const { id } = request;
    try {
      const value = await answer(request);
      await send({ type: 'done', id, value });
    } catch (error) {
      await send({ type: 'failed', id, failure: toDriverFailure(error) });
    }
  };

  const timer = setInterval(() => void send({ type: 'alive' }), aliveEveryMs);
  void send({ type: 'ready' });
  return {
    handle: (request) => {
      if (request.type === 'bytes') pieces.get(request.id)?.push(request.bytes);
      else if (request.type === 'abort') aborts.get(request.id)?.abort();
      else void reply(request);
    },
    shutDown: async () => {
      clearInterval(timer);
      await connector?.end();
    },
  };
}

async function lookUp(name: string): Promise<LookedUp> {
  try {
    return { addresses: await lookup(name, { all: true }), code: null };
  } catch (error) {
    return { addresses: [], code: systemErrorCode(error) || 'EAI_FAIL' };
  }
}

/** A spooler may drop a document until it has ended: before, none of its bytes has surely left. */
function keepsWhole(link: Link): boolean {
  return link.kind === 'spooler';
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
async function writePiece(link: Link, piece: Uint8Array, context: PieceContext): Promise<number> {
  const { id, sent, length, signal, send } = context;
  const upTo = sent + piece.length;
  const more = upTo < length;
  await send({ type: 'handing', id, upTo });
  try {
    await link.write(piece, {
      signal,
      more,
      onProgress: (taken) => void send({ type: 'progress', id, upTo: sent + taken }),
    });
  } catch (error) {
    const failure = toLinkError(error, piece.length);
    const sureBytes = keepsWhole(link) ? 0 : sent + failure.sureBytes;
    throw failure.after({ sureBytes, maybeBytes: sent + failure.maybeBytes });
  }
  await send({ type: more && keepsWhole(link) ? 'held' : 'taken', id, upTo });
  return upTo;
}

/** An error that a link must not throw is a bug: nothing is known of the bytes. */
function toLinkError(error: unknown, length: number): LinkError {
  if (error instanceof LinkError) return error;
  const message = "Erreur interne du pilote d'impression : signalez-la au support.";
  return new LinkError('PRINTER_ERROR', message, { cause: error, maybeBytes: length });
}

function toDriverFailure(error: unknown): DriverFailure {
  const { code, message, cause, sureBytes, maybeBytes } =
    error instanceof AgentError && !(error instanceof LinkError)
      ? new LinkError(error.code, error.message, { cause: error.cause })
      : toLinkError(error, 0);
  const text = cause instanceof Error ? cause.message : String(cause);
  return { code, message, cause: cause === undefined ? null : text, sureBytes, maybeBytes };
}

/** The bytes of one write, on their way from the agent to the device. */
interface PieceQueue {
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
