import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const driver = new URL('../../../src/main/printers/driver/', import.meta.url);

/** Nothing else runs there: nothing but the wait itself keeps this program alive. */
const program = `
  import { createDriverConnector } from '${new URL('driver-connector.ts', driver)}';
  import { forkDriverPort } from '${new URL('driver-port.ts', driver)}';
  let pid = null;
  const connector = createDriverConnector({
    target: { kind: 'device-file', path: '/nowhere' },
    startDriver: () => {
      const port = forkDriverPort();
      pid = port.pid;
      return port;
    },
  });
  const { code } = await connector.open().catch((error) => error);
  await connector.end();
  let isGone = false;
  try {
    process.kill(pid, 0);
  } catch {
    isGone = true;
  }
  console.log(JSON.stringify({ code, isGone }));
`;

test('a program whose last wait is for its driver to end lives until then', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module-typescript', '-e', program]);
  expect(JSON.parse(stdout)).toEqual({ code: 'PRINTER_OFFLINE', isGone: true });
});
