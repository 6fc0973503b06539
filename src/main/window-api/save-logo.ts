import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentError } from '../base/errors.ts';
import type { Bitmap } from '../documents/receipt.ts';
import { loadLogo } from '../drawing/logo.ts';

const largestBytes = 1024 * 1024;
/** The names that the window's logo can have; a file of another name was put there by a technician, and is left alone. */
const ownNames = ['logo.png', 'logo.jpg'];

export interface NewLogo {
  /** `logo.png` or `logo.jpg`, to be written in the settings. */
  name: string;
  bitmap: Bitmap;
  /** Puts the picture in its place; the one of before is kept beside it until `finish`. */
  keep(): Promise<void>;
  /** Puts back what was there. */
  undo(): Promise<void>;
  /** Takes away what is no logo any more. */
  finish(): Promise<void>;
}

/**
 * Checks a picture and writes it beside the logo in use.
 *
 * @throws AgentError `INVALID_LOGO`, `SETTINGS_NOT_SAVED`
 */
export async function receiveLogo(dataDir: string, base64: string): Promise<NewLogo> {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > largestBytes) {
    throw new AgentError('INVALID_LOGO', 'Le logo dépasse 1 Mo : choisissez une image plus petite.');
  }
  const name = nameFor(bytes);
  const temporary = join(dataDir, `new-${name}`);
  try {
    await writeFile(temporary, bytes, { mode: 0o600, flush: true });
    const bitmap = await loadLogo(temporary);
    return { name, bitmap, ...exchangeFiles(temporary, dataDir, name) };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error instanceof AgentError
      ? new AgentError(
          'INVALID_LOGO',
          "Cette image n'est pas un PNG ou un JPEG lisible, ou elle est trop grande : choisissez-en une autre.",
          {
            cause: error,
          },
        )
      : notSaved(error);
  }
}

function exchangeFiles(temporary: string, dataDir: string, name: string): Pick<NewLogo, 'keep' | 'undo' | 'finish'> {
  const file = join(dataDir, name);
  const previous = join(dataDir, `previous-${name}`);
  let isKept = false;
  return {
    keep: async () => {
      try {
        if (existsSync(file)) {
          await rename(file, previous);
        }
        await rename(temporary, file);
        isKept = true;
      } catch (error) {
        throw notSaved(error);
      }
    },
    undo: async () => {
      await rm(isKept ? file : temporary, { force: true });
      if (existsSync(previous)) {
        await rename(previous, file);
      }
    },
    finish: async () => {
      // What was there may be anything; the new logo is in use, whether or not it can be taken away.
      await rm(previous, { force: true, recursive: true }).catch(() => {});
      await removeLogos(dataDir, name);
    },
  };
}

/** Takes the window's own logo files away, but for the one named. One that cannot be taken away is left: nobody reads it. */
export async function removeLogos(dataDir: string, except: string | null): Promise<void> {
  const unwanted = ownNames.filter((name) => name !== except);
  await Promise.all(unwanted.map((name) => rm(join(dataDir, name), { force: true }).catch(() => {})));
}

function nameFor(bytes: Buffer): string {
  if (bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))) {
    return 'logo.png';
  }
  if (bytes.subarray(0, 3).equals(Buffer.of(0xff, 0xd8, 0xff))) {
    return 'logo.jpg';
  }
  throw new AgentError('INVALID_LOGO', "Le logo doit être une image PNG ou JPEG : celle-ci est d'un autre format.");
}

function notSaved(cause: unknown): AgentError {
  return new AgentError(
    'SETTINGS_NOT_SAVED',
    "Le logo n'a pas pu être enregistré : faites de la place sur le disque, puis réessayez.",
    { cause },
  );
}
