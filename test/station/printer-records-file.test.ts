import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unknownPrinter } from '../../src/main/printers/dialogue/printer-record.ts';
import { openPrinterRecords } from '../../src/main/station/printer-records-file.ts';
import { silentLog } from '../silent-log.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'records-'));
  file = join(directory, 'printers.json');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = () => openPrinterRecords(file, silentLog().log);
const confirming = {
  ...unknownPrinter(),
  answers: true,
  confirms: true,
  fence: [['paper', 'model'] as ['paper', 'model']],
  model: 32,
};

test('what a printer has shown outlives the agent, by its identity, for its owner alone', () => {
  open().set('tcp://10.0.0.5:9100', confirming);
  expect(open().get('tcp://10.0.0.5:9100')).toEqual(confirming);
  expect(open().get('tcp://10.0.0.6:9100')).toEqual(unknownPrinter());
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

test.each([
  ['empty', ''],
  ['of NULs', '\0\0\0\0'],
  ['cut', '{"tcp://a":{"answers":tr'],
  ['null', 'null'],
  ['of another shape', '{"tcp://a":{"answers":"yes"}}'],
  ['with a sequence that asks nothing', JSON.stringify({ a: { ...confirming, fence: [[]] } })],
])('a file that is %s is the same as none, and is replaced by the next', (_, content) => {
  writeFileSync(file, content);
  const records = open();
  expect(records.get('tcp://a')).toEqual(unknownPrinter());
  records.set('tcp://a', confirming);
  expect(open().get('tcp://a')).toEqual(confirming);
});

test('a folder in its place costs the memory of this run at most', () => {
  mkdirSync(file);
  const records = open();
  records.set('tcp://a', confirming);
  expect(records.get('tcp://a')).toEqual(confirming);
});

test('keeps the newest fifty', () => {
  const records = open();
  for (let number = 0; number < 60; number += 1) records.set(`tcp://${number}`, confirming);
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')))).toHaveLength(50);
  expect(records.get('tcp://9')).toEqual(unknownPrinter());
  expect(records.get('tcp://59')).toEqual(confirming);
});
