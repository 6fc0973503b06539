import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { arabicProblems } from '../../../src/shared/words/problems-ar.ts';
import { englishProblems } from '../../../src/shared/words/problems-en.ts';

const mainDir = join(import.meta.dirname, '..', '..', '..', 'src', 'main');

/** Capitals in the agent that no window ever shows, each with the reason. */
const neverShown: Readonly<Record<string, RegExp>> = {
  'names of environment variables and registry values':
    /^(PRINTER_(AGENT_(HOST|PORT|TOKEN)|ENABLED|INTERFACE|LOG_LEVEL|PRODUCT_ID|TIMEOUT|VENDOR_ID|NETWORK_ENABLED)|SMARTPOS_\w+|YOUR_TOKEN|XPS_PASS|REG_(DWORD|SZ)|NO_COLOR|LOCALAPPDATA|XDG_\w+)$/,
  'codes of Node, libuv and SQLite, never passed on': /^(E[A-Z]+|EAI_\w+|ERR_\w+|HPE_\w+)$/,
  'answers of the command line, which a technician reads in a terminal': /^(SERVICE_\w+)$/,
  'answers to the ERP’s HTTP requests, which the window does not make':
    /^(BAD_REQUEST|HEADERS_TOO_LARGE|IDEMPOTENCY_KEY_REUSED|INVALID_IDEMPOTENCY_KEY|INVALID_JSON|JSON_REQUIRED|METHOD_NOT_ALLOWED|NOT_FOUND|ORDER_ID_REQUIRED|UNSUPPORTED_ENCODING)$/,
};

function codesOf(source: string): string[] {
  const patterns = [
    /new (?:Agent|Link)Error\(\s*'([A-Z][A-Z0-9_]+)'/g,
    /code: '([A-Z][A-Z0-9_]+)'/g,
    /'([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)'/g,
  ];
  return patterns.flatMap((pattern) => [...source.matchAll(pattern)].flatMap(([, code]) => code ?? []));
}

function readCodes(): Map<string, string> {
  const files = readdirSync(mainDir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return new Map(
    files.flatMap((file) => codesOf(readFileSync(join(mainDir, file), 'utf8')).map((code) => [code, file])),
  );
}

test('every code that a cashier may see has its words in English and Arabic', () => {
  const codes = readCodes();
  expect(codes.size).toBeGreaterThan(50);
  const isShown = (code: string) => !Object.values(neverShown).some((pattern) => pattern.test(code));
  const untold = [...codes].filter(([code]) => isShown(code) && !(code in englishProblems && code in arabicProblems));
  expect(untold, 'translate them in src/shared/words/problems-*.ts, or say in neverShown why nobody sees them').toEqual(
    [],
  );
});
