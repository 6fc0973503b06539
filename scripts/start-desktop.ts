import './tell-failures.ts';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findElectron, hasSqlite, whyNotFound } from '../test/electron/find-electron.ts';
import { ScriptFailure } from './script-failure.ts';

/** `npm run desktop -- --printer virtual`: the built tray application, with the options of the agent. */
const electron = findElectron();
if (electron === null) throw new ScriptFailure(whyNotFound());
if (!hasSqlite(electron)) {
  throw new ScriptFailure(
    `${electron} is too old for the agent (no node:sqlite): use Electron 45, as package.json says.`,
  );
}
const root = join(import.meta.dirname, '..');
const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
const child = spawn(electron, [...sandbox, root, ...process.argv.slice(2)], { stdio: 'inherit' });
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
