import { describe, expect, it } from 'vitest';
import { fileWithin } from '../../src/main/base/page-files.ts';

describe('the page’s files', () => {
  it.each([
    '/..%2fmain.js',
    '/../main.js',
    '/%2e%2e/main.js',
    '/..%5cmain.js',
    '/%00',
    '/%zz',
    '/',
    '/../ui-other/x.js',
  ])('refuses %s', (path) => {
    expect(fileWithin('/app/out/ui', path)).toBeNull();
  });

  it('finds its own', () => {
    expect(fileWithin('/app/out/ui', '/index.html')).toBe('/app/out/ui/index.html');
    expect(fileWithin('/app/out/ui', '/fonts/a%20b.woff2')).toBe('/app/out/ui/fonts/a b.woff2');
  });
});
