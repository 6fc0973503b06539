/** Far more than a manifest or its signature needs. */
const longestBytes = 100_000;
const defaultTimeoutMs = 20_000;

export interface FetchSmallOptions {
  headers?: Record<string, string>;
  /** For all of it, the last byte included: a server that sends a byte now and then must not hold the check for ever. */
  timeoutMs?: number;
}

/**
 * Fetches a small file whole. What it says of its own length is not believed: the answer is read piece by piece, and given
 * up at the first byte beyond 100 KB, so that an answer without an end costs no memory.
 *
 * @returns null: the server has no such file (404)
 * @throws Error when the server cannot be reached, answers another status, or sends too much or too slowly
 */
export async function fetchSmall(url: URL, options: FetchSmallOptions = {}): Promise<Buffer | null> {
  const { headers = {}, timeoutMs = defaultTimeoutMs } = options;
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(timeoutMs), cache: 'no-store' });
  if (!answer.ok) {
    await answer.body?.cancel();
    if (answer.status === 404) return null;
    throw new Error(`HTTP ${answer.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early cancels the body, and with it the connection.
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > longestBytes) throw new Error(`${url.pathname}: more than ${longestBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
