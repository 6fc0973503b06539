import { type BuildOptions, build } from 'esbuild';

export interface BuildDesktopOptions {
  /** Default: out. */
  outDir?: string;
  /** Packages taken from another file: only the tests' older Electron needs one. */
  alias?: Record<string, string>;
}

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
    // What electron-store writes its file with; the package of that name ends the process on a signal.
    alias: { atomically: './src/main/base/private-file.ts', ...alias },
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
