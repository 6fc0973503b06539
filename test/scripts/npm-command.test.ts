import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { npmCommand } from '../../scripts/packaging/npm-command.ts';
import { runCommand } from '../../scripts/packaging/run-command.ts';

const root = join(import.meta.dirname, '..', '..');

/** A folder as nodejs.org's for Windows: node.exe, npm.cmd, and npm's script below. */
function windowsNode() {
  const directory = mkdtempSync(join(tmpdir(), 'node-'));
  const script = join(directory, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  mkdirSync(dirname(script), { recursive: true });
  writeFileSync(script, 'console.log(process.argv.slice(2).join(" "));\n');
  return { directory, node: join(directory, 'node.exe'), script };
}

it("runs npm's own script by Node, where no program is called npm", async () => {
  const { directory, node, script } = windowsNode();
  try {
    expect(npmCommand({ npm_execpath: script }, 'win32', 'C:\\node.exe')).toEqual(['C:\\node.exe', script]);
    expect(npmCommand({}, 'win32', node)).toEqual([node, script]);
    const [program, ...first] = npmCommand({ npm_execpath: script }, 'win32');
    const { output } = await runCommand(program, [...first, 'ci', '--omit=dev'], { env: { PATH: directory } });
    expect(output.trim()).toBe('ci --omit=dev');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

it('takes no other package manager for npm, nor a script that is not there', () => {
  for (const other of [undefined, '', '/usr/lib/yarn/yarn.js', '/nowhere/npm-cli.js']) {
    expect(npmCommand({ npm_execpath: other }, 'linux', '/nowhere/bin/node')).toEqual(['npm']);
    expect(() => npmCommand({ npm_execpath: other }, 'win32', '/nowhere/node.exe')).toThrow('npm run');
  }
});

/** Whether a script starts npm, npx or a program of .bin by its name. */
const byName = (text: string) =>
  /\b(?:spawn|spawnSync|execFile|execFileSync|runCommand)\(\s*['"`](?:npm|npx|yarn)\b/.test(text) ||
  /node_modules['", ]*[/\\]?['", ]*\.bin\b/.test(text);

it('no script, bench or test starts what is a batch file on Windows', () => {
  const files = ['scripts', 'test', 'bench'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('npm-command.test.ts'));
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((name) => byName(readFileSync(join(root, name), 'utf8')))).toEqual([]);
});

it.each([
  "await runCommand('npm', ['ci'])",
  "spawnSync(\n    'npm',\n    ['sbom'])",
  "spawnSync(join(root, 'node_modules/.bin/biome'), [])",
  "join(root, 'node_modules', '.bin', 'biome')",
])('the search for it finds %s', (text) => {
  expect(byName(text)).toBe(true);
});
