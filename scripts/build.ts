import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

/**
 * Builds out/agent.js and out/driver.js (the process that owns a real printer): one file each for plain Node, so that
 * they start fast. Native modules stay outside.
 */
await rm('out', { recursive: true, force: true });
await build({
  entryPoints: ['src/main/agent.ts', 'src/main/driver.ts'],
  outdir: 'out',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['@napi-rs/canvas', 'usb', 'koffi'],
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  // Bundled CommonJS packages call require for Node's own modules; an ES module has none.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
});
await chmod('out/agent.js', 0o755);
