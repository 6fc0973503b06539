import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

/** Builds out/agent.js: one file for plain Node, so that the agent starts fast. Native modules stay outside. */
await rm('out', { recursive: true, force: true });
await build({
  entryPoints: ['src/main/agent.ts'],
  outfile: 'out/agent.js',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  external: ['@napi-rs/canvas'],
  sourcemap: 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  // Bundled CommonJS packages call require for Node's own modules; an ES module has none.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);",
  },
});
await chmod('out/agent.js', 0o755);
