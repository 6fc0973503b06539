import { readFile, realpath } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { systemErrorCode } from './errors.ts';

/** The kinds of files that the window is made of, by extension; no other is served. */
const contentTypes: Readonly<Record<string, string>> = {
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

/**
 * The window's Content-Security-Policy, one for a browser and for Electron: nothing but what comes with the application; no
 * code but the page's own script; no call but to where the page comes from. There a browser's page finds the agent, and
 * Electron's (`smartpos://ui`) nothing but its own files.
 */
export const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Below the folder, in plain names: none begins with a dot, so that there is no `..` and no hidden file. */
const plainPath = /^(?:\/[\w-][\w .-]*)+$/;

/** Not there, not a file, or no name that a file could have. */
const absentCodes = ['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'ENAMETOOLONG'];

export interface PageFile {
  content: Buffer;
  headers: Record<string, string>;
}

/**
 * One of the window's files, for whoever serves them, or null where the path names none: a folder, a link that leads out,
 * or a file of another kind is none.
 *
 * @param folder absolute path
 * @param path of a URL, as it stands there: begins with `/`, not decoded
 * @throws the system's error where the file is there and cannot be read
 */
export async function readPageFile(folder: string, path: string): Promise<PageFile | null> {
  const name = decode(path);
  const extension = extname(name);
  if (!plainPath.test(name) || contentTypes[extension] === undefined) return null;
  try {
    const file = await realpath(join(folder, name));
    if (!file.startsWith((await realpath(folder)) + sep)) return null;
    return { content: await readFile(file), headers: pageHeaders(extension, pagePolicy) };
  } catch (error) {
    if (absentCodes.includes(systemErrorCode(error))) return null;
    throw error;
  }
}

/** What goes with each answer that the window shows, also with a page that is not a file. */
export function pageHeaders(extension: string, policy: string): Record<string, string> {
  return {
    'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    // Asked again each time: the files change with an update only, but a stale page costs more than reading them.
    'Cache-Control': 'no-cache',
  };
}

/** Once; what cannot be decoded is no plain path as it is. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
