import '../../scripts/tell-failures.ts';
import { spawn } from 'node:child_process';
import { namespaceCommand, whyNoNamespace } from './namespace.ts';

/** `node test/usb-emulator/run-in-namespace.ts COMMAND…`: for what is no test, as the chaos and the benchmark. */
const why = whyNoNamespace();
if (why !== null) {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}
const [program, ...first] = namespaceCommand;
const child = spawn(program, [...first, ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
