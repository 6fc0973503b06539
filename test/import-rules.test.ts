import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Library, where it may be imported, where it may not. */
const rules = [
  ['koa', 'src/main/http/app.ts', 'src/main/jobs/queue.ts'],
  ['@koa/router', 'src/main/http/routes/status.ts', 'src/main/create-agent.ts'],
  ['escpos/commands.js', 'src/main/escpos/commands.ts', 'src/main/printers/printer.ts'],
  ['escpos', 'src/main/escpos/a.ts', 'src/main/documents/a.ts'],
  ['node:sqlite', 'src/main/jobs/sqlite-job-store.ts', 'src/main/jobs/worker.ts'],
  ['@napi-rs/canvas', 'src/main/drawing/fonts.ts', 'src/main/escpos/raster.ts'],
  ['usb', 'src/main/printers/usb-transport.ts', 'src/main/printers/tcp-transport.ts'],
  ['electron', 'src/main/desktop/tray.ts', 'src/main/agent.ts'],
  ['electron', 'src/preload/preload.ts', 'src/main/http/http-server.ts'],
  ['electron', 'src/main/settings/electron-token-store.ts', 'src/main/settings/token-store.ts'],
  ['node:fs', 'src/main/drawing/load-logo.ts', 'src/main/documents/layout-ticket.ts'],
  ['node:net', 'src/main/printers/tcp-link.ts', 'src/main/escpos/encode-receipt.ts'],
  ['node:child_process', 'src/main/printers/driver.ts', 'src/main/jobs/job.ts'],
] as const;

/** Lints one file a rule and side, with the project's own configuration; gives the paths that were refused. */
function lintProbes(): Set<string> {
  const directory = mkdtempSync(join(tmpdir(), 'import-rules-'));
  try {
    cpSync(join(root, 'biome.json'), join(directory, 'biome.json'));
    for (const [library, allowed, forbidden] of rules) {
      for (const path of [allowed, forbidden]) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), `import * as library from '${library}';\nexport const used = library;\n`);
      }
    }
    // Not .bin/biome, which is a batch file on Windows.
    const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
    const { stdout } = spawnSync(
      process.execPath,
      [biome, 'lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'],
      {
        cwd: directory,
        encoding: 'utf8',
      },
    );
    const report = JSON.parse(stdout) as {
      summary: { unchanged: number; changed: number };
      diagnostics: { category: string; location: { path: string | { file: string } } }[];
    };
    expect(report.summary.unchanged + report.summary.changed).toBeGreaterThanOrEqual(rules.length * 2);
    const refused = report.diagnostics.filter(({ category }) => category === 'lint/style/noRestrictedImports');
    return new Set(refused.map(({ location: { path } }) => (typeof path === 'string' ? path : path.file)));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test('the linter keeps each library in its folder', () => {
  const refused = lintProbes();
  const wanted = rules.map(([, , forbidden]) => forbidden as string);
  expect([...refused].map((path) => path.replace(/^\.\//, '')).sort()).toEqual([...new Set(wanted)].sort());
});
