import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findElectron, hasSqlite } from '../test/electron/find-electron.ts';

/** `npm run desktop -- --printer virtual`: the built tray application, with the options of the agent. */
const electron = findElectron();
if (electron === null) {
  console.error(
    'Electron is not here yet: its npm package downloads it from GitHub only when asked.\n' +
      'Run "npx install-electron" once, or set ELECTRON_OVERRIDE_DIST_PATH to a folder that has it.',
  );
  process.exitCode = 1;
} else if (!hasSqlite(electron)) {
  console.error(`${electron} is too old for the agent (no node:sqlite): use Electron 45, as package.json says.`);
  process.exitCode = 1;
} else {
  const root = join(import.meta.dirname, '..');
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(electron, [...sandbox, root, ...process.argv.slice(2)], { stdio: 'inherit' });
  child.once('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
