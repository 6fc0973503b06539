import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { AgentError } from '../base/errors.ts';
import { toErrorAnswer } from './http-errors.ts';
import { keepRoom } from './keep-room.ts';

/** Headers and body must be here within this time. */
const requestTimeoutMs = 10_000;
/** A connection on which nothing moves. Event streams beat every 15 s. */
const idleTimeoutMs = 60_000;
const largestConnectionCount = 200;

export interface HttpServer {
  /** Resolves with the real port. Rejects with `PORT_IN_USE`, `ADDRESS_UNAVAILABLE`, `PORT_FORBIDDEN`. */
  listen(host: string, port: number): Promise<number>;
  /**
   * Takes no new connection from the call on, lets the current requests finish for `graceMs` (1 s by default), then cuts
   * them. May be called again with less patience.
   */
  close(graceMs?: number): Promise<void>;
}

export interface HttpServerOptions {
  handler: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** A connection could not be taken (out of file descriptors, a network that went away): the server goes on. */
  onAcceptError: (error: Error) => void;
}

/** The HTTP server around the app: limits, time-outs, and JSON answers for what never becomes a request. */
export function createHttpServer({ handler, onAcceptError }: HttpServerOptions): HttpServer {
  const server = createServer({
    headersTimeout: requestTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: 500,
    // Node would answer a missing Host with an empty body; any Host, none included, is fine here.
    requireHostHeader: false,
    maxHeaderSize: 16 * 1024,
    noDelay: true,
  });
  /** What is under way on a connection: a broken second request must not be answered into its middle. */
  const exchanges = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();
  // A client that has said everything may close its side and still waits for the answer to a job that is queued.
  // Node knows this property and does not document it (lib/_http_server.js, socketOnEnd).
  Object.assign(server, { httpAllowHalfOpen: true });
  keepRoom(server, largestConnectionCount, (socket) => {
    const exchange = exchanges.get(socket);
    return exchange?.request.complete === true && !exchange.response.writableEnded;
  });
  server.timeout = idleTimeoutMs;
  const refused = new WeakSet<Socket>();
  let closed: Promise<unknown> | null = null;

  /** Answers a connection on which there is no request to answer, and ends it. */
  const refuse = (socket: Socket, error: AgentError): void => {
    refused.add(socket);
    if (socket.writable) {
      socket.end(rawAnswer(error));
      readAway(socket);
    } else {
      socket.destroy();
    }
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket, httpVersion } = request;
    // A request sent behind one whose answer closes the connection could not be answered: it is not executed.
    if (exchanges.has(socket) || refused.has(socket)) {
      request.resume();
      return;
    }
    // Node's parser takes HTTP/0.9 and 2.0 for versions that it can answer.
    if (httpVersion !== '1.1' && httpVersion !== '1.0') {
      refuse(socket, unreadable());
      return;
    }
    exchanges.set(socket, { request, response });
    closeGently(request, response);
    handler(request, response);
  };

  server.on('request', onRequest);
  // Any other expectation than 100-continue: Node would answer 417 without a word. It may be ignored (RFC 9110, 10.1.1).
  server.on('checkExpectation', onRequest);
  server.on('clientError', (error: NodeJS.ErrnoException, duplex) => {
    const socket = duplex as Socket;
    const exchange = exchanges.get(socket);
    if (refused.has(socket)) {
      return;
    }
    if (exchange === undefined) {
      refuse(socket, fromParserError(error));
    } else if (!exchange.request.complete && !exchange.response.headersSent) {
      // Its handler may wait for a body that cannot come, until this connection closes; its answer must not follow this one.
      exchange.response.detachSocket(socket);
      refuse(socket, fromParserError(error));
    }
    // Else the broken bytes stand behind a whole request, or behind its answer: that one is right, and ends the connection.
  });
  server.on('connect', (_request, socket) => {
    refuse(socket as Socket, new AgentError('METHOD_NOT_ALLOWED', "L'agent d'impression n'est pas un proxy."));
  });

  return {
    listen: async (host, port) => {
      const realPort = await listen(server, host, port);
      server.on('error', onAcceptError);
      return realPort;
    },
    close: async (graceMs = 1_000) => {
      closed ??= new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function fromParserError(error: NodeJS.ErrnoException): AgentError {
  switch (error.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new AgentError('HEADERS_TOO_LARGE', 'Les en-têtes HTTP dépassent 16 Ko.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new AgentError('BODY_TOO_LARGE', 'La demande HTTP est trop grande.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new AgentError('REQUEST_TIMEOUT', "La demande n'est pas arrivée en entier dans les 10 secondes.");
    default:
      return unreadable();
  }
}

function unreadable(): AgentError {
  return new AgentError('BAD_REQUEST', "La demande HTTP n'est pas lisible.");
}

/** An error answer for a connection on which Node could not make a request. */
function rawAnswer(error: AgentError): string {
  const { status, body } = toErrorAnswer(error);
  const json = JSON.stringify(body);
  return [
    `HTTP/1.1 ${status} Error`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(json)}`,
    'Connection: close',
    '',
    json,
  ].join('\r\n');
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(fromListenError(error, host, port));
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function fromListenError(error: NodeJS.ErrnoException, host: string, port: number): AgentError {
  const cause = { cause: error };
  switch (error.code) {
    case 'EADDRINUSE':
      return new AgentError(
        'PORT_IN_USE',
        `Le port ${port} est déjà pris sur ${host} : un autre agent ou programme l'utilise. Arrêtez-le, ou choisissez un autre port (--port).`,
        cause,
      );
    case 'EACCES':
      return new AgentError(
        'PORT_FORBIDDEN',
        `Le système refuse le port ${port} : choisissez un port au-dessus de 1024.`,
        cause,
      );
    default:
      return new AgentError(
        'ADDRESS_UNAVAILABLE',
        `L'adresse ${host} n'existe pas sur cette machine (${error.code ?? error.message}) : vérifiez --host.`,
        cause,
      );
  }
}

/** How long, and for how many bytes, a refused request's body is still read away. */
const longestLingerMs = 2_000;
const largestLingerBytes = 64 * 1024 * 1024;

/**
 * Lets a client read an answer that was given before its body was read (401, 413). Node closes such a connection at
 * once; the body bytes that then arrive at a closed socket make the kernel send RST, and the client sees a broken
 * connection instead of the answer (RFC 9112, 9.6). So: half-close, read the rest away for a moment, then close.
 */
function closeGently(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const closeAtOnce = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    if (request.complete || socket.destroyed) {
      closeAtOnce();
      return;
    }
    request.once('end', closeAtOnce);
    request.resume();
    socket.end();
    readAway(socket);
  };
  // The parser stops reading a socket whose answer is complete; what is refused must still flow away.
  response.once('finish', () => request.resume());
}

/** Reads and forgets what a client still sends behind an answer that ends the connection, for a moment; then closes. */
function readAway(socket: Socket): void {
  let read = 0;
  const timer = setTimeout(() => socket.destroy(), longestLingerMs);
  const finish = () => {
    clearTimeout(timer);
    socket.destroy();
  };
  socket.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > largestLingerBytes) {
      finish();
    }
  });
  socket.once('end', finish);
  socket.once('close', finish);
  socket.resume();
}
