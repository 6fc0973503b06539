import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';
import { namespaceCommand } from './namespace.ts';

/** Runs each test file in a process with namespaces of its own, so that files with emulated USB run side by side. */
export const namespacePool: PoolRunnerInitializer = {
  name: 'usb-namespace',
  createPoolWorker: (options) => new NamespaceWorker(options),
};

/** A worker that does not end by itself, as one whose USB transfer never comes back. */
const killAfterMs = 2000;

/** As vitest's own `forks` worker, but started through `unshare`, which becomes the worker. */
class NamespaceWorker implements PoolWorker {
  readonly name = 'usb-namespace';
  readonly cacheFs = true;
  readonly #options: PoolOptions;
  #process: ChildProcess | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    if (this.#process !== undefined) return;
    const { distPath, env, execArgv, project } = this.#options;
    const [program, ...first] = namespaceCommand;
    const child = fork(join(distPath, 'workers/forks.js'), [], {
      execPath: program,
      execArgv: [...first, process.execPath, ...execArgv],
      env: env as NodeJS.ProcessEnv,
      stdio: 'pipe',
      serialization: 'advanced',
    });
    this.#process = child;
    child.stdout?.pipe(project.vitest.logger.outputStream, { end: false });
    child.stderr?.pipe(project.vitest.logger.errorStream, { end: false });
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    // Not 'close': a process that a test has left behind may hold the pipes for ever.
    const exited = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.kill();
    await exited;
    clearTimeout(timer);
  }

  on(event: string, callback: (argument: unknown) => void): void {
    this.#process?.on(event, callback);
  }

  off(event: string, callback: (argument: unknown) => void): void {
    this.#process?.off(event, callback);
  }

  send(message: WorkerRequest): void {
    this.#process?.send(message);
  }

  deserialize(data: unknown): unknown {
    return data;
  }
}
