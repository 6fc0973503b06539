import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTicketWalk } from './ticket-walk.ts';

const root = join(import.meta.dirname, '..', '..');
const map = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8');
const names = [...map.matchAll(/`([\w./-]+\.tsx?)`/g)].map(([, name]) => name ?? '');
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });

/** A path from the root or from src/main; or a name alone, of a file beside one that was named with its path. */
const isThere = (name: string) =>
  name.includes('/')
    ? existsSync(join(root, name)) || existsSync(join(root, 'src', 'main', name))
    : sources.filter((file) => posix.basename(file) === name).length === 1;

describe('the map', () => {
  it('names files that there are', () => {
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !isThere(name))).toEqual([]);
  });

  it('names every folder of src/main', () => {
    const folders = readdirSync(join(root, 'src', 'main'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.length).toBeGreaterThan(10);
    for (const { name } of folders) expect(map, name).toContain(`\`${name}\``);
  });

  it('leads a ticket to the wire by 20 files at most', () => {
    const walk = readTicketWalk();
    expect(walk.length).toBeGreaterThan(10);
    expect(new Set(walk).size).toBe(walk.length);
    expect(walk.length).toBeLessThanOrEqual(20);
  });

  it('is one page, with links that lead somewhere', () => {
    expect(map.split('\n').length).toBeLessThan(160);
    const links = [...map.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
  });
});

/** Whole paths from the root; a name with a star stands for several. */
const pathIn = /`((?:src|test|scripts|bench|docs|packaging|assets)\/[\w./-]+)`/g;

it('README and docs, decisions included, name paths that there are now', () => {
  const folders = ['.', 'docs', 'docs/decisions'];
  const pages = folders.flatMap((folder) => readdirSync(join(root, folder)).map((name) => join(root, folder, name)));
  const found = pages
    // What was so at a release stays in its changelog.
    .filter((page) => page.endsWith('.md') && !page.endsWith('CHANGELOG.md'))
    .flatMap((page) => [...readFileSync(page, 'utf8').matchAll(pathIn)].map(([, path]) => path ?? ''));
  expect(found.length).toBeGreaterThan(30);
  expect(found.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
