import { copyFile } from 'node:fs/promises';
import { build } from 'esbuild';

/** Builds the window's page into out/ui: one HTML file, one script, one style sheet. No eval, no inline anything: its CSP is strict. */
export async function buildRenderer(outdir = 'out/ui'): Promise<void> {
  await build({
    entryPoints: { renderer: 'src/renderer/main.tsx' },
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'esm',
    // Electron 33 is Chromium 130; tills' browsers for a service renew themselves.
    target: 'chrome120',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    charset: 'utf8',
  });
  await copyFile('src/renderer/index.html', `${outdir}/index.html`);
}
