import { join, normalize, sep } from 'node:path';

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
