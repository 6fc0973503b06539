import { type ErpConnection, openErpConnection, type WireAnswer } from './erp-connection.ts';
import { dumps, type PythonValue } from './python-json.ts';

export interface ErpAnswer {
  /** What the ERP shows to the cashier. */
  success: boolean;
  status: number;
  /** Undefined when the body is not JSON. */
  body: unknown;
}

/**
 * The ERP's side of the wire, as its Python client was measured, over a bare socket so that the bytes are the contract's: one
 * keep-alive session that honours `Connection: close`, 10 s of patience, no retries.
 */
export interface ErpClient {
  /** TCP connections opened so far. */
  readonly connections: number;
  call(method: 'GET' | 'POST', path: string, body?: string): Promise<ErpAnswer>;
  health(): Promise<ErpAnswer>;
  status(): Promise<ErpAnswer>;
  printTicket(ticket: PythonValue): Promise<ErpAnswer>;
  printCashout(cashout: PythonValue): Promise<ErpAnswer>;
  openDrawer(): Promise<ErpAnswer>;
  /** Without a body, as the ERP does it. */
  printTest(): Promise<ErpAnswer>;
  close(): void;
}

export function createErpClient({ port, token }: { port: number; token: string }): ErpClient {
  let pooled: ErpConnection | null = null;
  let connections = 0;

  const send = async (method: 'GET' | 'POST', path: string, body: string): Promise<WireAnswer> => {
    let connection = pooled;
    if (connection === null || !connection.isUsable) {
      connection = await openErpConnection(port);
      connections += 1;
    }
    const answer = await connection.exchange(headOf({ method, path, body, port, token }), body);
    const keep = answer.headers.get('connection')?.toLowerCase() !== 'close';
    pooled = keep ? connection : null;
    if (!keep) {
      connection.close();
    }
    return answer;
  };
  const call: ErpClient['call'] = async (method, path, body = '') => toErpAnswer(await send(method, path, body));
  const post = (path: string, json: PythonValue) => call('POST', path, dumps(json));

  return {
    get connections() {
      return connections;
    },
    call,
    health: async () => {
      const answer = await call('GET', '/health');
      return { ...answer, success: answer.status < 400 && fieldOf(answer.body, 'status') === 'healthy' };
    },
    status: () => call('GET', '/status'),
    printTicket: (ticket) => post('/print/ticket', ticket),
    printCashout: (cashout) => post('/print/cashout', cashout),
    openDrawer: () => post('/drawer/open', { priority: 1 }),
    printTest: () => call('POST', '/test/print'),
    close: () => pooled?.close(),
  };
}

/** The headers of `requests`, in its order; GETs carry a Content-Type too. */
function headOf(options: { method: string; path: string; body: string; port: number; token: string }): string {
  const { method, path, body, port, token } = options;
  return [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'User-Agent: python-requests/2.31.0',
    'Accept-Encoding: gzip, deflate',
    'Accept: */*',
    'Connection: keep-alive',
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    ...(method === 'GET' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    '',
    '',
  ].join('\r\n');
}

function toErpAnswer({ status, body: bytes }: WireAnswer): ErpAnswer {
  const body = parseJson(bytes);
  return { status, body, success: status < 400 && fieldOf(body, 'success') === true };
}

/** As `response.json()`: a byte order mark or anything but JSON is a failure. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A list or a text has no fields. */
function fieldOf(body: unknown, name: string): unknown {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined;
}
