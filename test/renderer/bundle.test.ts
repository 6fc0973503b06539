import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { uiDir } from './open-window.ts';

const read = (file: string) => readFileSync(join(uiDir, file));

test('the window is under 150 kB as it travels', () => {
  const total = ['index.html', 'renderer.js', 'renderer.css'].reduce(
    (sum, file) => sum + gzipSync(read(file)).length,
    0,
  );
  expect(total).toBeLessThan(150_000);
});

test('nothing in it needs more than the strict content security policy gives', () => {
  const html = read('index.html').toString();
  expect(html).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=/);
  expect(read('renderer.js').toString()).not.toMatch(/\beval\(|new Function\(/);
  expect(`${read('renderer.css')}${html}`).not.toMatch(/https?:\/\//);
});
