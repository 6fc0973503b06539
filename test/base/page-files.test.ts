import { describe, expect, it } from 'vitest';
import { pagePolicy, readPageFile } from '../../src/main/base/page-files.ts';
import { makePageFolder, refusedPaths } from './page-folder.ts';

const folder = makePageFolder();
const read = (path: string) => readPageFile(folder, path);

describe('the page’s files', () => {
  it.each([...refusedPaths, '/', '', 'window.js'])('refuses %s', async (path) => {
    expect(await read(path)).toBeNull();
  });

  it.each([
    ['/index.html', '<!doctype html><title>SmartPOS</title>', 'text/html; charset=utf-8'],
    ['/window.js', 'export {};', 'text/javascript; charset=utf-8'],
    ['/again.js', 'export {};', 'text/javascript; charset=utf-8'],
    ['/assets/style.css', 'body{}', 'text/css; charset=utf-8'],
    ['/assets/fonts/a%20b.woff2', 'font', 'font/woff2'],
  ])('finds its own: %s', async (path, content, type) => {
    const file = await read(path);
    expect(file?.content.toString()).toBe(content);
    expect(file?.headers).toEqual({
      'Content-Type': type,
      'Content-Security-Policy': pagePolicy,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    });
  });

  it('are held to a policy that lets them do nothing that the window does not need', () => {
    expect(pagePolicy).toMatch(/^default-src 'none'; /);
    expect(pagePolicy).not.toMatch(/unsafe|http|\*/);
  });
});
