import { execFile, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import {
  type DriverEnvelope,
  driverModulePath,
  electronDriverChannel,
} from '../../../src/main/printers/driver/driver-line.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Ends with a write that another thread never gets back: a FIFO that nobody reads, opened for both ways. */
const stuckProgram = `
import fs from 'node:fs/promises';
import { endAfter } from './src/main/printers/driver/driver-line.ts';
const [, fifo, how] = process.argv;
const handle = await fs.open(fifo, 'r+');
void handle.write(Buffer.alloc(1_000_000));
await new Promise((resolve) => setTimeout(resolve, 100));
const letGo = async () => { process.stdout.write('let go'); };
endAfter(how === 'in time' ? letGo : () => new Promise(() => {}), 300);
`;

async function runStuck(how: string): Promise<{ said: string; exit: unknown }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'smartpos-end-'));
  const fifo = path.join(folder, 'usb001');
  execFileSync('mkfifo', [fifo]);
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', stuckProgram, fifo, how], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const exit = await once(child, 'close');
  await rm(folder, { recursive: true });
  return { said, exit };
}

describe.skipIf(process.platform === 'win32')('the end of a driver process', () => {
  it('comes once it has let go, whatever write is stuck', async () => {
    expect(await runStuck('in time')).toEqual({ said: 'let go', exit: [null, 'SIGKILL'] });
  });

  it('comes at its time limit when it cannot let go', async () => {
    expect(await runStuck('never')).toEqual({ said: '', exit: [null, 'SIGKILL'] });
  });

  it('comes with the end of its channel', async () => {
    const child = fork(driverModulePath(), [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    expect(await once(child, 'message')).toMatchObject([{ type: 'ready' }, undefined]);
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });
});

describe('the driver’s line in Electron', () => {
  it('a message has been said once the agent has acknowledged it', async () => {
    const posted: unknown[] = [];
    let deliver: (event: { data: unknown }) => void = () => {};
    const channel = electronDriverChannel({
      postMessage: (message) => void posted.push(message),
      on: (_event, listener) => {
        deliver = listener;
      },
    });
    const requests: unknown[] = [];
    channel.onRequest((request) => requests.push(request));
    let isSaid = false;
    const said = channel.send({ type: 'ready' }).then(() => {
      isSaid = true;
    });
    deliver({ data: { request: { type: 'list', id: 1 } } });
    expect(requests).toEqual([{ type: 'list', id: 1 }]);
    expect(isSaid).toBe(false);
    deliver({ data: { acknowledged: (posted[0] as DriverEnvelope).number } });
    await said;
    expect(isSaid).toBe(true);
  });
});

const folder = new URL('../../../src/main/printers/driver/', import.meta.url);

/** Nothing else runs there: nothing but the wait itself keeps this program alive. */
const waitingProgram = `
  import { createDriverConnector } from '${new URL('driver-connector.ts', folder)}';
  import { forkDriverPort } from '${new URL('driver-line.ts', folder)}';
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
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module-typescript',
    '-e',
    waitingProgram,
  ]);
  expect(JSON.parse(stdout)).toEqual({ code: 'PRINTER_OFFLINE', isGone: true });
});
