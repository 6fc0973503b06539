import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import envPaths from 'env-paths';
import { AgentError } from './errors.ts';

/** The directory of the option, else the user's own for this program; absolute. */
export function chooseDataDirectory(flag: string | undefined): string {
  return resolve(flag === undefined || flag === '' ? envPaths('smartpos-agent', { suffix: '' }).data : flag);
}

/**
 * The data directory, made where it is missing.
 *
 * @throws AgentError `INVALID_ARGUMENT`, `DATA_DIR_UNUSABLE`
 */
export function openDataDirectory(flag: string | undefined): string {
  if (flag === '') {
    throw new AgentError('INVALID_ARGUMENT', '--data-dir : valeur vide.');
  }
  const dataDir = chooseDataDirectory(flag);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new AgentError('DATA_DIR_UNUSABLE', `Le dossier de données ${dataDir} ne peut pas être créé (${code}).`, {
      cause: error,
    });
  }
  return dataDir;
}
