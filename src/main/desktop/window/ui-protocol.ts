import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Protocol, protocol } from 'electron';
import { fileWithin, uiContentTypes } from '../../base/page-files.ts';

/**
 * The window's page comes from a scheme of its own. `file:` would let the page read any file of the machine that it can
 * name, has no origin to check a sender by, and no headers to lock the page down with.
 */
const uiScheme = 'smartpos';
export const uiOrigin = `${uiScheme}://ui`;
export const uiPage = `${uiOrigin}/index.html`;

/** Before the application is ready. */
export function registerUiScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: uiScheme, privileges: { standard: true, secure: true } }]);
}

/** Nothing but what comes with the application; nothing over the network; no code but the page's own script. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page that is not a file: the one that says why the agent is stopped. */
export interface MadePage {
  html: string;
  policy: string;
}

/**
 * Answers the window's requests with files of `directory`, and made pages by their path.
 *
 * @param directory absolute path of out/ui
 */
export function serveUi(target: Protocol, directory: string, madePage: (path: string) => MadePage | null): void {
  target.handle(uiScheme, async (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== 'ui' || request.method !== 'GET') return new Response(null, { status: 404 });
    const made = madePage(pathname);
    if (made !== null) return answer(made.html, '.html', made.policy);
    const file = fileWithin(directory, pathname);
    const extension = file === null ? '' : extname(file);
    if (file === null || uiContentTypes[extension] === undefined) return new Response(null, { status: 404 });
    try {
      return answer(new Uint8Array(await readFile(file)), extension, pagePolicy);
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}

function answer(body: string | Uint8Array<ArrayBuffer>, extension: string, policy: string): Response {
  return new Response(body, {
    headers: {
      'Content-Type': uiContentTypes[extension] ?? 'application/octet-stream',
      'Content-Security-Policy': policy,
      'X-Content-Type-Options': 'nosniff',
      // The files change with an update only, and reading them again costs less than a stale page.
      'Cache-Control': 'no-cache',
    },
  });
}
