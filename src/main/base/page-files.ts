import { join, normalize, sep } from 'node:path';

/** The kinds of files that the window is made of, by extension; no other is served, over HTTP or to Electron's window. */
export const uiContentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.json': 'application/json',
};

/** The file that a URL's path names, or null when it is not inside the folder. */
export function fileWithin(directory: string, pathname: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  const file = normalize(join(directory, path));
  return file.startsWith(directory + sep) && !file.endsWith(sep) ? file : null;
}
