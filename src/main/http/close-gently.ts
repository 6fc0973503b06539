import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long, and for how many bytes, a refused request's body is still read away. */
const longestLingerMs = 2_000;
const largestLingerBytes = 64 * 1024 * 1024;

/**
 * Lets a client read an answer that was given before its body was read (401, 413). Node closes such a connection at
 * once; the body bytes that then arrive at a closed socket make the kernel send RST, and the client sees a broken
 * connection instead of the answer (RFC 9112, 9.6). So: half-close, read the rest away for a moment, then close.
 */
export function closeGently(request: IncomingMessage, response: ServerResponse): void {
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
export function readAway(socket: Socket): void {
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
