import { connect } from 'node:net';
import { firstOrderId, sampleTicket, toPythonJson } from './sample-tickets.ts';

export const benchToken = 'bench-token-0123456789abcdef';

/** Builds the ERP's requests; headers as its Python client sends them. Built once but for the order's number. */
export function createTicketRequests(port: number): (number: number) => Buffer {
  const body = toPythonJson(sampleTicket('french', 0));
  const request = [
    'POST /print/ticket HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'User-Agent: python-requests/2.32.3',
    'Accept-Encoding: gzip, deflate',
    'Accept: */*',
    'Connection: keep-alive',
    `Authorization: Bearer ${benchToken}`,
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
  const at = request.indexOf(String(firstOrderId));
  return (number) => {
    const bytes = Buffer.from(request, 'latin1');
    bytes.write(String(firstOrderId + number), at, 'latin1');
    return bytes;
  };
}

/**
 * One request on a connection of its own, over a bare socket: `node:http`'s client would cost more than the server
 * measured. Resolves when the server has closed the connection. Headers and body go in one write.
 *
 * @param onWrite called just before the first byte is written, the connection being open
 */
export function postOnce(port: number, request: Buffer, onWrite?: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => {
      onWrite?.();
      socket.write(request);
    });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', reject);
    socket.on('end', () => {
      if (isAccepted(answer)) {
        resolve();
      } else {
        reject(refused(answer));
      }
    });
  });
}

export interface KeptConnection {
  post(request: Buffer): Promise<void>;
  close(): void;
}

/** One connection for many requests, one at a time. The answers must have a Content-Length. */
export function keepConnection(port: number): KeptConnection {
  let answer = '';
  let pending: { resolve: () => void; reject: (error: Error) => void } | null = null;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('latin1');
    const bodyAt = answer.indexOf('\r\n\r\n') + 4;
    const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
    if (bodyAt < 4 || answer.length < bodyAt + length) {
      return;
    }
    const [done, text] = [pending, answer];
    pending = null;
    answer = '';
    if (isAccepted(text)) {
      done?.resolve();
    } else {
      done?.reject(refused(text));
    }
  });
  socket.on('error', (error) => pending?.reject(error));
  return {
    post: (request) =>
      new Promise((resolve, reject) => {
        pending = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

function isAccepted(answer: string): boolean {
  return answer.startsWith('HTTP/1.1 200') && answer.includes('"success":true');
}

function refused(answer: string): Error {
  return new Error(`not accepted: ${answer.slice(0, 400)}`);
}
