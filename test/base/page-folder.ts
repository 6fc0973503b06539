import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDataDir } from '../end-to-end/start-agent.ts';

/** A page as the build makes it, with files in it and beside it that must never leave. */
export function makePageFolder(): string {
  const parent = makeDataDir();
  const folder = join(parent, 'ui');
  mkdirSync(join(folder, 'assets', 'fonts'), { recursive: true });
  mkdirSync(join(folder, 'folder.js'));
  mkdirSync(join(folder, '.hidden'));
  mkdirSync(join(parent, 'ui-other'));
  const write = (path: string, content: string) => writeFileSync(join(folder, path), content);
  write('index.html', '<!doctype html><title>SmartPOS</title>');
  write('window.js', 'export {};');
  write('assets/style.css', 'body{}');
  write('assets/fonts/a b.woff2', 'font');
  const secrets = ['../main.js', '../token', '../ui-other/x.js', '.secret', '.secret.js', '.hidden/x.js', 'notes.txt'];
  for (const path of [...secrets, 'window.js.map', 'NOTES', '%2e.js']) write(path, 'secret');
  // Where a backslash is but a letter.
  if (process.platform !== 'win32') write('..\\main.js', 'secret');
  symlinkSync(join(parent, 'main.js'), join(folder, 'linked.js'));
  symlinkSync(parent, join(folder, 'linked'));
  symlinkSync(join(folder, 'window.js'), join(folder, 'again.js'));
  return folder;
}

/** Paths of URLs that give nothing, whoever is asked: the function, the HTTP server, Electron's scheme. */
export const refusedPaths = [
  '/..%2fmain.js',
  '/../main.js',
  '/%2e%2e/main.js',
  '/%2e%2e%2fmain.js',
  '/%252e%252e%252fmain.js',
  '/..%5cmain.js',
  '/assets/..%2f..%2fmain.js',
  '/assets/../../main.js',
  '/assets/%2e%2e/..%2fmain.js',
  '/../ui-other/x.js',
  '/../token',
  '/%00',
  '/main.js%00.html',
  '/window.js%00',
  '/%zz',
  '/%252e.js',
  '/.secret',
  '/.secret.js',
  '/.hidden/x.js',
  '//etc/passwd',
  '//window.js',
  '/%2fwindow.js',
  '/assets//style.css',
  '/C:/main.js',
  '/window.js::$DATA',
  '/assets',
  '/assets/',
  '/window.js/',
  '/window.js/x.js',
  '/folder.js',
  '/notes.txt',
  '/window.js.map',
  '/NOTES',
  '/linked.js',
  '/linked/main.js',
  '/absent.js',
  `/${'x'.repeat(300)}.js`,
];
