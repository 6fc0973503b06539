import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ScriptFailure } from '../script-failure.ts';

/**
 * The program and its first arguments that run npm without a shell. On Windows `npm` is a batch file (npm.cmd), which
 * cannot be started like a program; so npm's own script is run by this Node. npm names it to the scripts that it runs.
 *
 * @throws ScriptFailure on Windows, when npm did not start this and is not beside Node either
 */
export function npmCommand(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  node: string = process.execPath,
): [program: string, ...args: string[]] {
  const beside = join(dirname(node), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  for (const script of [environment.npm_execpath, beside]) {
    // Another package manager sets the variable, too.
    if (script !== undefined && /\bnpm-cli\.c?js$/.test(script) && existsSync(script)) return [node, script];
  }
  if (platform === 'win32') throw new ScriptFailure('npm is not found: start this with `npm run`.');
  return ['npm'];
}
