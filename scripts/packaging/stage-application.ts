import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptFailure } from '../script-failure.ts';
import { collectLicences } from './collect-licences.ts';
import { installRuntimePackages, runtimePackages, type Target } from './native-packages.ts';
import { projectRoot } from './project-root.ts';

export interface StageOptions {
  target: Target;
  version?: string;
  /** Where `npm run build` put its files; default out/. */
  builtDir?: string;
  extraPackages?: readonly string[];
}

/** Folders of out/ that are the build's; others are a cache, a stage, packages. */
const builtFolders = ['ui', 'assets', 'chunks'];

/**
 * Puts together what is packed, and nothing else, in out/stage/PLATFORM-ARCH/app: the built files, a package.json of its
 * own and the native modules of that platform. Gives that folder.
 *
 * @throws ScriptFailure when the application is not built
 */
export async function stageApplication(options: StageOptions): Promise<string> {
  const { target, builtDir = join(projectRoot, 'out'), extraPackages = [] } = options;
  if (!existsSync(join(builtDir, 'main.js'))) {
    throw new ScriptFailure(`${builtDir}/main.js is not there: run \`npm run build\` first.`);
  }
  const stage = join(projectRoot, 'out', 'stage', `${target.platform}-${target.arch}`);
  const app = join(stage, 'app');
  const natives = join(stage, extraPackages.length === 0 ? 'natives' : 'natives-test');
  await installRuntimePackages(natives, target, extraPackages);
  await rm(app, { recursive: true, force: true });
  await mkdir(join(app, 'out'), { recursive: true });
  for (const name of await readdir(builtDir)) {
    // The agent for plain Node: the packed program has it in main.js.
    if (builtFolders.includes(name) || (/\.c?js$/.test(name) && !/^agent(-main)?\.js$/.test(name))) {
      const filter = (path: string) => !path.endsWith('.map');
      await cp(join(builtDir, name), join(app, 'out', name), { recursive: true, filter });
    }
  }
  await cp(join(projectRoot, 'assets', 'icons'), join(app, 'assets', 'icons'), { recursive: true });
  await cp(join(projectRoot, 'LICENSE'), join(app, 'LICENSE'));
  await writeFile(join(app, 'LICENSES.third-party.txt'), await collectLicences());
  await cp(join(natives, 'node_modules'), join(app, 'node_modules'), { recursive: true });
  await writeFile(join(app, 'package.json'), await packageJson(options, natives));
  return app;
}

async function packageJson(options: StageOptions, natives: string): Promise<string> {
  const project = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  const installed = JSON.parse(await readFile(join(natives, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const names = [...runtimePackages, ...(options.extraPackages ?? [])];
  return JSON.stringify(
    {
      name: project.name,
      version: options.version ?? project.version,
      description: project.description,
      license: project.license,
      author: { name: 'Fée Maison' },
      homepage: 'https://smartpos.invalid/',
      type: 'module',
      main: 'out/main.js',
      dependencies: Object.fromEntries(names.map((name) => [name, installed.dependencies[name]])),
    },
    null,
    2,
  );
}
