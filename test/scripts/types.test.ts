import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** A project that inherits an `exclude` of its own folder checks nothing, and is green. */
it('`npm run types` checks every file that there is', () => {
  const commands = packageJson.scripts.types.split(' && ').map((command) => command.split(' ').slice(1));
  const checked = new Set(
    commands.flatMap((args) =>
      execFileSync(process.execPath, [tsc, ...args, '--listFilesOnly'], {
        cwd: root,
        encoding: 'utf8',
      })
        .split('\n')
        .map((file) => file.replaceAll('\\', '/')),
    ),
  );
  const files = ['src', 'test', 'scripts', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => join(root, folder, name).replaceAll('\\', '/')),
  );
  expect(files.length).toBeGreaterThan(600);
  expect(files.filter((file) => !checked.has(file))).toEqual([]);
});
