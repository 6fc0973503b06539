import { parseArgs } from 'node:util';
import { AgentError } from '../base/errors.ts';
import type { Flags } from '../settings/resolve-config.ts';

export interface DesktopFlags {
  flags: Flags;
  /** Start without a window: at login. */
  hidden: boolean;
}

const names = ['host', 'port', 'token', 'data-dir', 'printer', 'columns', 'log-level'] as const;

/**
 * The agent's own options out of a command line that also holds Chromium's, Electron's and whatever a desktop adds:
 * those are not ours to refuse.
 *
 * @throws AgentError `INVALID_ARGUMENT`
 */
export function readDesktopFlags(args: readonly string[]): DesktopFlags {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { ...Object.fromEntries(names.map((name) => [name, text])), hidden: { type: 'boolean' } },
  });
  const flags: Flags = {};
  for (const name of names) {
    const value = values[name];
    if (typeof value === 'string') flags[name] = value;
    else if (value !== undefined) throw new AgentError('INVALID_ARGUMENT', `L'option --${name} a besoin d'une valeur.`);
  }
  return { flags, hidden: values.hidden === true };
}
