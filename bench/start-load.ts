import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Latency, LoadCommand, LoadReply, Throughput } from './load-messages.ts';

type CommandOf<Name> = Omit<Extract<LoadCommand, { name: Name }>, 'name'>;

export interface Load {
  readonly sinkPort: number;
  throughput(command: CommandOf<'throughput'>): Promise<Throughput>;
  latency(command: CommandOf<'latency'>): Promise<Latency>;
  close(): void;
}

/** No command takes longer than this, in milliseconds: a ticket that never came out must not hang the run. */
const longestCommandMs = 180_000;

/** Starts the process of the ERP clients and the printer sink. One command at a time. */
export async function startLoad(): Promise<Load> {
  const child = fork(join(import.meta.dirname, 'load-process.ts'));
  process.once('exit', () => child.kill('SIGKILL'));
  const nextReply = async (): Promise<LoadReply> => {
    const [reply] = await once(child, 'message', { signal: AbortSignal.timeout(longestCommandMs) });
    return reply as LoadReply;
  };
  const first = await nextReply();
  if (!('sinkPort' in first)) {
    throw new Error('the load process did not start');
  }
  const ask = async (command: LoadCommand): Promise<LoadReply> => {
    child.send(command);
    const reply = await nextReply();
    if ('error' in reply) {
      throw new Error(reply.error);
    }
    return reply;
  };
  return {
    sinkPort: first.sinkPort,
    throughput: async (command) => {
      const reply = await ask({ name: 'throughput', ...command });
      return 'throughput' in reply ? reply.throughput : fail();
    },
    latency: async (command) => {
      const reply = await ask({ name: 'latency', ...command });
      return 'latency' in reply ? reply.latency : fail();
    },
    close: () => child.kill('SIGKILL'),
  };
}

function fail(): never {
  throw new Error('the load process answered something else');
}
