import { type Protocol, protocol } from 'electron';
import { pageHeaders, readPageFile } from '../../base/page-files.ts';

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
    if (made !== null) return new Response(made.html, { headers: pageHeaders('.html', made.policy) });
    // One that cannot be read is as good as none: the window shows an empty page either way.
    const file = await readPageFile(directory, pathname).catch(() => null);
    if (file === null) return new Response(null, { status: 404 });
    return new Response(new Uint8Array(file.content), { headers: file.headers });
  });
}
