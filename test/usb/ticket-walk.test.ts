import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTicketWalk } from '../docs/ticket-walk.ts';
import { untilJob } from '../end-to-end/agent-api.ts';
import { makeDataDir, startAgent } from '../end-to-end/start-agent.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { askTicket } from './agent-jobs.ts';
import { useEmulator } from './connector-bench.ts';

const hook = join(import.meta.dirname, 'trace-stacks.ts');

/** What is called with the ticket and returns what has become of it is on no stack when that is handed on. */
const converters = [
  'http/read-json-body',
  'documents/parse-document',
  'station/encode-job',
  'documents/layout-document',
  'documents/layout-ticket',
  'escpos/encode/encode-receipt',
].map((name) => `src/main/${name}.ts`);

/** The map has it, as beside the way: it is not handed the ticket. */
const beside = 'src/main/printers/usb/usb-calls.ts';

describe.skipIf(whyNoUsbEmulator() !== null)('a ticket over USB', () => {
  const emulator = useEmulator();

  it('goes to the wire through the files that docs/architecture.md lists', async () => {
    const printer = await emulator.current.plug({ profile: 'generic-58' });
    const traceFile = join(makeDataDir(), 'stacks');
    const agent = await startAgent({
      args: ['--printer', 'usb'],
      env: { NODE_OPTIONS: `--enable-source-maps --import=${hook}`, TRACE_FILE: traceFile },
    });
    // Of the ticket alone.
    writeFileSync(traceFile, '');
    await untilJob(agent, await askTicket(agent, 1), 'printed');
    await agent.kill();
    await printer.unplug();
    // What the queue has not asked for in the journal is the start's own pruning.
    const stacks = readFileSync(traceFile, 'utf8')
      .split('\n')
      .filter((stack) => !stack.includes('jobs/journal/') || stack.includes('jobs/queue.ts'))
      .join('\n');
    const seen = new Set([...stacks.matchAll(/\/(src\/main\/[\w./-]+\.ts):/g)].map(([, name]) => name));
    const [route, ...walk] = readTicketWalk();
    expect(route).toBe('src/main/http/routes/print.ts');
    expect(walk).toEqual(expect.arrayContaining(converters));
    expect([...seen].sort()).toEqual([...walk.filter((name) => !converters.includes(name)), beside].sort());
  });
});
