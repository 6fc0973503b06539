import './tell-failures.ts';
import { writeFileSync } from 'node:fs';
import { makeGoldenFiles } from '../test/golden/golden-files.ts';
import { readOptions } from './script-failure.ts';

readOptions({});

/** Rewrites the golden files. Look at every changed picture before you commit it. */
for (const { name, bytes, png, text } of await makeGoldenFiles()) {
  const path = (ending: string) => new URL(`../test/golden/${name}.${ending}`, import.meta.url);
  writeFileSync(path('bin'), bytes);
  writeFileSync(path('png'), png);
  writeFileSync(path('txt'), text);
  console.log(`test/golden/${name}`);
}
