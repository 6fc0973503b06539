import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from './project-root.ts';

/** The licences of everything that is built into the application, as one text: most of them ask for it. */
export async function collectLicences(): Promise<string> {
  const lock = JSON.parse(await readFile(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; license?: string; dev?: boolean; optional?: boolean; link?: boolean }>;
  };
  const texts: string[] = [];
  for (const [path, { version, license = 'see its text', dev, optional, link }] of Object.entries(lock.packages)) {
    // The compiler comes along as i18next's optional peer; it is not shipped.
    if (path === '' || dev || optional || link || path.endsWith('/typescript')) continue;
    const directory = join(projectRoot, path);
    const file = (await readdir(directory).catch((): string[] => [])).find((name) =>
      /^licen[cs]e|^copying/i.test(name),
    );
    const text = file === undefined ? '' : await readFile(join(directory, file), 'utf8').catch(() => '');
    texts.push(`${path.replace(/^.*node_modules\//, '')} ${version ?? ''} (${license})\n\n${text.trim()}\n`);
  }
  return texts.sort().join(`\n${'-'.repeat(80)}\n\n`);
}
