import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { EmulatorApi, EmulatorCallName, EmulatorReply, EmulatorRequest } from './emulator-api.ts';

/** The emulator's process, and calls to it. */
export interface EmulatorConnection {
  call<Name extends EmulatorCallName>(
    name: Name,
    ...callArguments: Parameters<EmulatorApi[Name]>
  ): Promise<Awaited<ReturnType<EmulatorApi[Name]>>>;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL('usb-emulator-process.ts', import.meta.url));

/** Resolves once the file systems are there. */
export async function connectEmulator(): Promise<EmulatorConnection> {
  const child = fork(entry, [], {
    execArgv: [],
    // Its standard output is nobody's; what goes wrong shows in the test's.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  child.stderr?.pipe(process.stderr, { end: false });
  const calls = createCalls(child);
  await calls.ready;
  return {
    call: (name, ...callArguments) => calls.call(name, callArguments) as Promise<never>,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

function createCalls(child: ChildProcess) {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let lastId = 0;
  const wait = (id: number) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  const ready = wait(0);

  child.on('message', (message) => {
    const answer = message as EmulatorReply;
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) caller?.reject(new Error(`usb emulator: ${answer.error}`));
    else caller?.resolve(answer.result);
  });
  child.once('exit', (code, signal) => {
    const error = new Error(`the usb emulator has ended (${signal ?? code})`);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });

  return {
    ready,
    call(name: EmulatorCallName, callArguments: unknown[]): Promise<unknown> {
      if (!child.connected) return Promise.reject(new Error('the usb emulator is stopped'));
      const request: EmulatorRequest = { id: ++lastId, name, arguments: callArguments };
      const answer = wait(request.id);
      child.send(request);
      return answer;
    },
  };
}
