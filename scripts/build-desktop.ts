import { type BuildOptions, build } from 'esbuild';

export interface BuildDesktopOptions {
  /** Default: out. */
  outDir?: string;
  /** Packages taken from another file: only the tests' older Electron needs one. */
  alias?: Record<string, string>;
}

/** What electron-store brings and must not: a writer that ends the process on a signal, and a second checker beside zod. */
const ofElectronStore = {
  atomically: './src/main/base/private-file.ts',
  'ajv/dist/2020.js': './vendor/no-ajv/index.js',
  'ajv-formats': './vendor/no-ajv/index.js',
};

/**
 * Builds the tray application: main.js (Electron's main process), preload.cjs (a sandboxed preload is CommonJS) and
 * driver.js, each whole but for native modules.
 */
export async function buildDesktop({ outDir = 'out', alias = {} }: BuildDesktopOptions = {}): Promise<void> {
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    external: ['electron', '@napi-rs/canvas', 'usb', 'koffi', 'libsql'],
    alias: { ...ofElectronStore, ...alias },
    sourcemap: 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    minifyWhitespace: true,
    minifySyntax: true,
  };
  const banner =
    "import { createRequire as createRequireForBundle } from 'node:module';\nconst require = createRequireForBundle(import.meta.url);";
  await Promise.all([
    build({
      ...common,
      entryPoints: { main: 'src/main/main.ts', driver: 'src/main/driver.ts' },
      outdir: outDir,
      format: 'esm',
      // Bundled CommonJS packages call require for Node's own modules; an ES module has none.
      banner: { js: banner },
    }),
    build({
      ...common,
      entryPoints: { preload: 'src/preload/preload.ts' },
      outdir: outDir,
      outExtension: { '.js': '.cjs' },
      format: 'cjs',
      // Readable where it is looked at: it is small, and the only code that both worlds touch.
      minifyWhitespace: false,
      sourcemap: false,
    }),
  ]);
}
