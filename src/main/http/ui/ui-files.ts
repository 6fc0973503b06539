import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Context } from 'koa';
import { AgentError, systemErrorCode } from '../../base/errors.ts';
import { uiContentTypes } from '../../base/page-files.ts';

/** Plain names, two folders deep at most: no `..`, no hidden file, no absolute path can be written with them. */
const filePath = /^(?:[\w-]+\/){0,2}[\w-]+(?:\.[\w-]+)+$/;

/**
 * Answers with one of the window's files; `path` is relative, empty for the page itself.
 *
 * @throws AgentError `NOT_FOUND`
 */
export async function sendUiFile(context: Context, folder: string, path: string): Promise<void> {
  const name = path === '' ? 'index.html' : path;
  const type = uiContentTypes[extname(name)];
  const content = filePath.test(name) && type !== undefined ? await readIfThere(join(folder, name)) : null;
  if (content === null || type === undefined) {
    throw new AgentError('NOT_FOUND', "Ce fichier n'existe pas dans la fenêtre de l'agent.");
  }
  context.status = 200;
  context.type = type;
  // Asked again each time, sent again only when an update has changed it.
  context.set('Cache-Control', 'no-cache');
  context.etag = createHash('sha256').update(content).digest('base64url');
  if (context.fresh) {
    context.status = 304;
  } else {
    context.body = content;
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(systemErrorCode(error))) {
      return null;
    }
    throw error;
  }
}
