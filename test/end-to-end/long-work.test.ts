import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { post } from './agent-api.ts';
import { makeDataDir, type StartedAgent, startAgent } from './start-agent.ts';

const ticketCount = 200;
const logCount = 3;
const logBytes = 2 * 1024 * 1024;

function fakeLog(): string {
  const line = (job: number) =>
    JSON.stringify({
      level: 30,
      time: '2026-11-22T13:05:00.150Z',
      job,
      order: job,
      kind: 'ticket',
      msg: 'job printed',
    });
  let text = '';
  for (let job = 0; text.length < logBytes; job += 1) text += `${line(job)}\n`;
  return text;
}

function ticket(number: number) {
  return {
    order_id: number,
    customer_name: `Cliente ${number}`,
    customer_phone: `0550 ${number}`,
    items: Array.from({ length: 8 }, (_, item) => ({ product_name: `Gâteau ${item} de ${number}`, unit_price: 150 })),
  };
}

async function callAsWindow(agent: StartedAgent, name: string): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  const login = await fetch(`${agent.url}/ui/login`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token: agent.token }),
  });
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return fetch(`${agent.url}/ui/api/${name}`, { method: 'POST', headers: { ...headers, Cookie: cookie } });
}

it('the agent answers again and again while it makes the bundle for support', async () => {
  const dataDir = makeDataDir();
  mkdirSync(join(dataDir, 'logs'));
  for (let log = 0; log < logCount; log += 1) writeFileSync(join(dataDir, 'logs', `old.${log}.log`), fakeLog());
  const agent = await startAgent({ dataDir, env: { PRINTER_ENABLED: 'false' } });
  onTestFinished(agent.kill);
  for (let number = 0; number < ticketCount; number += 1) await post(agent, '/print/ticket', ticket(number));
  let isMade = false;
  const making = callAsWindow(agent, 'createDiagnostics').then(async (answer) => {
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    isMade = true;
  });
  // One after the other: work that is done in one piece lets a handful through, before it and between reading files.
  let answered = 0;
  while (!isMade) {
    expect((await fetch(`${agent.url}/health`)).status).toBe(200);
    answered += 1;
  }
  await making;
  expect(answered).toBeGreaterThan(20);
});
