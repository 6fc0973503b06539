import type { IncomingMessage } from 'node:http';
import { AgentError } from '../base/errors.ts';

/** The largest JSON body, in bytes. A ticket of 500 items is about 70 KB. */
const bodyLimitBytes = 256 * 1024;

export interface JsonBody {
  /** `undefined` when there was no body at all. */
  json: unknown;
  /** The bytes as they came: what an Idempotency-Key stands for. */
  raw: Buffer;
}

/**
 * Reads the body as JSON in UTF-8, whatever its Content-Type says (the ERP sends one on GETs too).
 * `lenient` takes an unreadable body for none. Throws `BODY_TOO_LARGE`, `INVALID_JSON`, `UNSUPPORTED_ENCODING`, `BAD_REQUEST` (the client went away).
 */
export async function readJsonBody(
  request: IncomingMessage,
  options?: { lenient?: boolean; limitBytes?: number },
): Promise<JsonBody> {
  const raw = await readBody(request, options?.limitBytes ?? bodyLimitBytes);
  if (raw.length === 0) {
    return { raw, json: undefined };
  }
  try {
    return { raw, json: parseJson(raw) };
  } catch (error) {
    if (options?.lenient) {
      return { raw, json: undefined };
    }
    throw error;
  }
}

/** Reads and forgets the body, within the same limit. */
export async function discardBody(request: IncomingMessage): Promise<void> {
  await readBody(request, bodyLimitBytes);
}

async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new AgentError('UNSUPPORTED_ENCODING', 'Le corps de la demande ne doit pas être compressé.');
  }
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
    throw tooLarge(limitBytes);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  await new Promise<void>((resolve, reject) => {
    const finish = (error?: Error) => {
      request.off('data', onData).off('end', finish).off('error', onGone).off('close', onGone);
      if (error) {
        reject(error);
      } else {
        resolve();
      }
    };
    const onGone = () => finish(new AgentError('BAD_REQUEST', 'La demande a été interrompue.'));
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limitBytes) {
        finish(tooLarge(limitBytes));
      } else {
        chunks.push(chunk);
      }
    };
    request.on('data', onData).once('end', finish).once('error', onGone).once('close', onGone);
  });
  return Buffer.concat(chunks, length);
}

function tooLarge(limitBytes: number): AgentError {
  return new AgentError('BODY_TOO_LARGE', `La demande dépasse ${limitBytes / 1024} Ko.`);
}

function parseJson(raw: Buffer): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(raw);
    try {
      return JSON.parse(text);
    } catch {
      return JSON.parse(withPythonNumbers(text));
    }
  } catch (error) {
    throw new AgentError('INVALID_JSON', "Le corps de la demande n'est pas du JSON valide.", { cause: error });
  }
}

/**
 * Python's `json.dumps` writes NaN and Infinity, which are not JSON. They are read as a number beyond every limit,
 * so that the field they stand in is refused by its own name (« Montant invalide »), not the whole body as unreadable.
 * A text that never ends is matched to the end: tried again from each of its quotes, 256 KB of them took half a minute.
 */
function withPythonNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*(?:"|\\?$)|-?\b(?:NaN|Infinity)\b/gs, (token) =>
    token.startsWith('"') ? token : '1e999',
  );
}
