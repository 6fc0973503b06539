import childProcess from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { StatementSync } from 'node:sqlite';
import 'usb';
import { UsbDevice } from 'usb/index.js';

/**
 * Loaded into the agent and its driver process before anything else (NODE_OPTIONS): writes down who is on the call stack,
 * awaited callers included, when something is written into the journal, and when bytes go over to the other process or out on
 * the wire. Not for what is as short as a question to the printer.
 */
const file = process.env.TRACE_FILE ?? '';
const longestQuestion = 20;
Error.stackTraceLimit = 100;

function trace(owner: object, name: string, isWanted: (...given: never[]) => boolean): void {
  const original = Reflect.get(owner, name);
  Reflect.set(owner, name, function (this: unknown, ...given: never[]) {
    const { stack } = new Error();
    if (isWanted(...given)) appendFileSync(file, `${JSON.stringify(stack)}\n`);
    return original.apply(this, given);
  });
}

trace(StatementSync.prototype, 'run', () => true);
trace(UsbDevice.prototype, 'transferOut', (_endpoint, bytes: Uint8Array) => bytes.length > longestQuestion);
const { fork } = childProcess;
Reflect.set(childProcess, 'fork', (...given: Parameters<typeof fork>) => {
  const child = fork(...given);
  trace(child, 'send', ({ bytes }: { bytes?: Uint8Array }) => (bytes?.length ?? 0) > longestQuestion);
  return child;
});
syncBuiltinESMExports();
