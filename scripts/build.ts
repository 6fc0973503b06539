import './tell-failures.ts';
import { chmod, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildDesktop } from './build-desktop.ts';
import { buildRenderer } from './build-renderer.ts';

/**
 * Builds the agent for plain Node: out/agent-main.js, and out/driver.js for the process that owns a real printer, each
 * whole but for native modules. out/agent.js only sets V8 up and turns on its code cache before loading the agent, which
 * halves the start-up: most of it is compiling. Files are replaced in place: an agent that runs from here while somebody
 * builds still finds them.
 */
await build({
  entryPoints: { 'agent-main': 'src/main/agent.ts' },
  outdir: 'out',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['@napi-rs/canvas', 'usb', 'koffi'],
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  minifyWhitespace: true,
  minifySyntax: true,
  // Bundled CommonJS packages call require for Node's own modules; an ES module has none.
  banner: {
    js: "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
});
await writeFile(
  'out/agent.js',
  `#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Under load V8 would let 100 MB of garbage stand, memory that the till needs.
setFlagsFromString('--optimize-for-size');
setFlagsFromString('--semi-space-growth-factor=1');
// Beside the code, and trusted like it; a cache in the shared temporary folder could be another user's.
enableCompileCache(fileURLToPath(new URL('./compile-cache', import.meta.url)));
await import('./agent-main.js');
`,
);
await chmod('out/agent.js', 0o755);
await Promise.all([buildRenderer(), buildDesktop()]);
