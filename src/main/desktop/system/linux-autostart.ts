import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LoginItem } from './start-at-login.ts';

/**
 * Start at login on Linux: a desktop entry in the user's autostart folder.
 *
 * @param command the program with its arguments
 * @see https://specifications.freedesktop.org/autostart-spec/latest/
 */
export function createLinuxAutostart(options: { configDir: string; command: readonly string[] }): LoginItem {
  const file = join(options.configDir, 'autostart', 'smartpos-agent.desktop');
  return {
    read: () => {
      const text = readIfThere(file);
      return { wished: text !== null, effective: text !== null && isEffective(text) };
    },
    write: (enabled) => {
      if (!enabled) {
        rmSync(file, { force: true });
        return;
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, autostartEntry(options.command));
    },
  };
}

export function autostartEntry(command: readonly string[]): string {
  return `[Desktop Entry]
Type=Application
Name=SmartPOS Agent
Comment=Imprime les tickets de l'ERP
Exec=${command.map(quoteArgument).join(' ')}
Terminal=false
`;
}

/** Desktop settings turn an entry off by writing into it, and leave the file. */
function isEffective(entry: string): boolean {
  return !/^\s*Hidden\s*=\s*true\s*$/im.test(entry) && !/^\s*X-GNOME-Autostart-enabled\s*=\s*false\s*$/im.test(entry);
}

/** The specification's two layers: a quoted argument, inside a string value whose backslashes are doubled. */
function quoteArgument(argument: string): string {
  const percent = argument.replaceAll('%', '%%');
  if (/^[\w@+=:,./%-]+$/.test(percent)) return percent;
  return `"${percent.replace(/[\\"`$]/g, '\\$&')}"`.replaceAll('\\', '\\\\');
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
