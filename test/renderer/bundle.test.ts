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

test('what checks arguments stays with the agent: neither the page nor its preload carries zod', () => {
  const files = ['../agent-main.js', '../main.js', '../preload.cjs', 'renderer.js'];
  // Names of properties, which a minifier leaves as they are; the agent's own bundles show that they are the right ones.
  const withZod = files.filter((file) => /\b_zod\b|\bZodError\b/.test(read(file).toString()));
  expect(withZod).toEqual(['../agent-main.js', '../main.js']);
});

test('nothing in it needs more than the strict content security policy gives', () => {
  const html = read('index.html').toString();
  expect(html).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=/);
  expect(read('renderer.js').toString()).not.toMatch(/\beval\(|new Function\(/);
  expect(`${read('renderer.css')}${html}`).not.toMatch(/https?:\/\//);
});
