/**
 * `npm run bench:callers [-- --seconds N]`: what a shop notices while clients without a token do their worst, each for 30 s,
 * beside a quiet half minute; and while 210 callers wait for their tickets' outcome. The ERP asks for the drawer once a
 * second and gives up after 10 s. The callers are a process of their own, so that the ERP's times are the agent's.
 */
import { fork } from 'node:child_process';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { readCount, readOptions } from '../scripts/script-failure.ts';
import '../scripts/tell-failures.ts';
import { manners } from '../test/end-to-end/hostile-callers.ts';
import { describeMachine } from './describe-machine.ts';
import { formatNumber } from './format-cells.ts';
import { benchToken } from './post-ticket.ts';
import { startAgent } from './start-server.ts';
import { quantile } from './statistics.ts';
import { openWorkDirectory } from './work-directory.ts';

const { values } = readOptions({ seconds: { type: 'string', default: '30' } });
const seconds = readCount('seconds', values.seconds);
const work = openWorkDirectory();

interface Called {
  lost: number;
  times: number[];
}

/** One call of the ERP's; null: lost (refused, reset, later than 10 s). */
function callErp(port: number, path: string): Promise<number | null> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const call = request(
      {
        port,
        host: '127.0.0.1',
        method: 'POST',
        path,
        agent: false,
        timeout: 10_000,
        headers: { Authorization: `Bearer ${benchToken}` },
      },
      (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode === 200 ? performance.now() - startedAt : null));
        answer.once('error', () => resolve(null));
      },
    );
    call.once('timeout', () => call.destroy());
    call.once('error', () => resolve(null));
    call.end('{}');
  });
}

async function sell(port: number): Promise<Called> {
  const times: (number | null)[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const [time] = await Promise.all([callErp(port, '/drawer/open'), pause(1_000)]);
    times.push(time);
  }
  return { lost: times.filter((time) => time === null).length, times: times.filter((time) => time !== null) };
}

function report(name: string, { lost, times }: Called, connects: number | null): void {
  const cells = [
    name,
    `${lost} of ${lost + times.length}`,
    formatNumber(quantile(times, 0.5)),
    formatNumber(Math.max(...times)),
    connects === null ? '–' : formatNumber(connects / seconds),
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

async function measure(name: string, manner: string | null, from: string): Promise<void> {
  const agent = await startAgent({ dataDir: work.create('callers'), printer: null });
  const count = manner === 'idle' ? 200 : 300;
  const callers =
    manner === null
      ? null
      : fork(new URL('./hostile-process.ts', import.meta.url), [String(agent.port), manner, String(count), from]);
  if (callers !== null) await new Promise((resolve) => callers.once('message', resolve));
  const called = await sell(agent.port);
  const connects = await new Promise<number | null>((resolve) => {
    if (callers === null) return resolve(null);
    callers.once('message', (message) => resolve(Number(message)));
    callers.send('end');
  });
  report(name, called, connects);
  await agent.kill();
}

process.stdout.write(`${describeMachine(work.create('probe'))}\n\n`);
process.stdout.write(
  '| Beside the ERP | calls lost | p50, ms | longest, ms | connects/s |\n| --- | ---: | ---: | ---: | ---: |\n',
);
await measure('nobody', null, 'one');
for (const manner of Object.keys(manners)) {
  await measure(`${manner === 'idle' ? 200 : 300} connections: ${manner}, one address`, manner, 'one');
  await measure(`the same, through the ERP's own address`, manner, 'own');
  await measure(`the same, 200 addresses`, manner, 'many');
}
const agent = await startAgent({ dataDir: work.create('callers'), printer: null });
const waiting = Array.from({ length: 210 }, () => callErp(agent.port, '/test/print?wait=8'));
await pause(500);
const drawer = await callErp(agent.port, '/drawer/open');
const waited = await Promise.all(waiting);
report(
  '210 callers that wait 8 s: one drawer',
  { lost: drawer === null ? 1 : 0, times: drawer === null ? [] : [drawer] },
  null,
);
report(
  '… and they themselves',
  { lost: waited.filter((time) => time === null).length, times: waited.filter((time) => time !== null) },
  null,
);
await agent.kill();
