/**
 * `npm run bench:beside`: whether the drawer still opens at once while the agent does something long, and what a printer that
 * never stops talking costs. Prints Markdown. The agent is the built one, with a journal on the disk.
 */
import '../scripts/tell-failures.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readOptions } from '../scripts/script-failure.ts';
import { fillJournal } from './fill-journal.ts';
import { benchToken } from './post-ticket.ts';
import { sampleTicket } from './sample-tickets.ts';
import { type RunningServer, startAgent } from './start-server.ts';
import { median } from './statistics.ts';
import { openWorkDirectory } from './work-directory.ts';

readOptions({});

const aimMs = 300;
const ticketCount = 200;
const logCount = 10;
const logBytes = 5 * 1024 * 1024;
const journalJobs = 50_000;
const floodBytesPerSecond = 10_000_000;
const floodSeconds = 15;

/** A printer that answers at once, and tells when the drawer's pulse has come. */
async function openPrinter(onSocket: (socket: Socket) => void = () => {}) {
  let onPulse = () => {};
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => {});
    onSocket(socket);
    let last = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      const bytes = Buffer.concat([last, chunk]);
      for (let at = bytes.indexOf('\x10\x04'); at >= 0; at = bytes.indexOf('\x10\x04', at + 2)) socket.write('\x12');
      for (let at = bytes.indexOf('\x1dr'); at >= 0; at = bytes.indexOf('\x1dr', at + 2)) socket.write('\0');
      if (bytes.includes('\x1bp')) onPulse();
      // A command that was cut in two: at most its first byte is kept.
      const isCut = [0x10, 0x1b, 0x1d].includes(bytes.at(-1) ?? 0);
      last = bytes.subarray(bytes.length - (isCut ? 1 : 0));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    nextPulse: () =>
      new Promise<void>((resolve) => {
        onPulse = resolve;
      }),
  };
}

function call(agent: RunningServer, path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${agent.port}${path}`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${benchToken}`, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The window's call, as a browser makes it. */
async function callAsWindow(agent: RunningServer, name: string, argument: unknown): Promise<void> {
  const login = await call(agent, '/ui/login', { token: benchToken });
  const [cookie = ''] = login.headers.getSetCookie();
  const headers = { Cookie: cookie.split(';')[0] ?? '' };
  const answer = await call(agent, `/ui/api/${name}`, argument, headers);
  if (!answer.ok) throw new Error(`${name}: ${answer.status} ${await answer.text()}`);
  await answer.arrayBuffer();
}

interface Openings {
  answers: number[];
  pulses: number[];
  wholeMs: number;
}

/** Opens the drawer again and again until `work` has ended. */
async function openBeside(
  agent: RunningServer,
  nextPulse: () => Promise<void>,
  work: () => Promise<unknown>,
): Promise<Openings> {
  const openings: Openings = { answers: [], pulses: [], wholeMs: 0 };
  const start = performance.now();
  let isOver = false;
  const working = work().finally(() => {
    isOver = true;
    openings.wholeMs = performance.now() - start;
  });
  while (!isOver) {
    const asked = performance.now();
    const pulse = nextPulse();
    const answer = await call(agent, '/drawer/open', {});
    await answer.arrayBuffer();
    openings.answers.push(performance.now() - asked);
    await pulse;
    openings.pulses.push(performance.now() - asked);
    await pause(10);
  }
  await working;
  return openings;
}

function row(measure: string, { answers, pulses, wholeMs }: Openings): string {
  const worst = Math.max(...pulses);
  const cells = [
    `${Math.round(wholeMs)}`,
    `${median(answers).toFixed(1)} / ${Math.max(...answers).toFixed(0)}`,
    `${median(pulses).toFixed(1)} / ${worst.toFixed(0)}`,
    `worst < ${aimMs}: ${worst < aimMs ? 'met' : 'NOT MET'}`,
  ];
  return `| ${measure} | ${cells.join(' | ')} |`;
}

function differentTicket(number: number) {
  const ticket = sampleTicket('french', number);
  return {
    ...ticket,
    customer_name: `${ticket.customer_name} ${number}`,
    customer_phone: `05${String(10_000_000 + number * 7919)}`,
    customer_address: `${number}, ${ticket.customer_address}`,
    items: ticket.items.map((item) => ({ ...item, product_name: `${item.product_name} ${number}` })),
  };
}

/** What the agent logs of its jobs. */
function fakeLog(size: number): string {
  const states = ['queued', 'printing', 'printed'];
  let text = '';
  for (let number = 0; text.length < size; number += 1) {
    const job = `01a20456-1529-712b-86c4-${String(number).padStart(12, '0')}`;
    for (const state of states) {
      const line = { level: 30, time: '2026-11-22T13:05:00.150Z', pid: 4711, hostname: 'caisse', job, kind: 'ticket' };
      text += `${JSON.stringify({ ...line, order: 1_000_000 + number, state, msg: `job ${state}` })}\n`;
    }
  }
  return text;
}

async function measureBundle(): Promise<string> {
  const dataDir = work.create('bundle');
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const log = fakeLog(logBytes);
  for (let number = 0; number < logCount; number += 1) writeFileSync(join(dataDir, 'logs', `old.${number}.log`), log);
  const printer = await openPrinter();
  const agent = await startAgent({ dataDir, printer: printer.address });
  for (let number = 0; number < ticketCount; number += 1)
    await call(agent, '/print/ticket?wait=8', differentTicket(number));
  const openings = await openBeside(agent, printer.nextPulse, () => callAsWindow(agent, 'createDiagnostics', null));
  await agent.kill();
  return row(`support bundle: ${logCount} logs of 5 MB, ${ticketCount} different tickets`, openings);
}

async function measureExport(): Promise<string> {
  const dataDir = work.create('export');
  await fillJournal(dataDir, journalJobs);
  const printer = await openPrinter();
  const agent = await startAgent({ dataDir, printer: printer.address });
  const openings = await openBeside(agent, printer.nextPulse, () => callAsWindow(agent, 'exportJournal', {}));
  await agent.kill();
  return row(`export of ${journalJobs} jobs`, openings);
}

/** A printer that says that all is well, ten million times a second. */
function flood(socket: Socket): void {
  const piece = Buffer.alloc(floodBytesPerSecond / 100, 0x12);
  const timer = setInterval(() => {
    if (!socket.writableNeedDrain) socket.write(piece);
  }, 10);
  socket.on('close', () => clearInterval(timer));
}

async function measureFlood(): Promise<string> {
  const printer = await openPrinter(flood);
  const agent = await startAgent({ dataDir: work.create('flood'), printer: printer.address });
  const end = performance.now() + floodSeconds * 1000;
  const answers: number[] = [];
  let peak = 0;
  for (let number = 0; performance.now() < end; number += 1) {
    const asked = performance.now();
    const answer = await call(agent, '/print/ticket', sampleTicket('french', number));
    await answer.arrayBuffer();
    answers.push(performance.now() - asked);
    peak = Math.max(peak, agent.residentBytes() ?? 0);
    await pause(50);
  }
  const [ms, megabytes] = [median(answers), peak / 1e6];
  const isMet = ms < 20 && megabytes < 250;
  await agent.kill();
  return [
    '| Printer that sends 10 MB/s, tickets posted meanwhile | POST p50 / worst, ms | peak memory, MB | Aim |',
    '| --- | ---: | ---: | --- |',
    `| ${floodSeconds} s | ${ms.toFixed(1)} / ${Math.max(...answers).toFixed(0)} | ${megabytes.toFixed(0)} | p50 < 20, memory < 250: ${isMet ? 'met' : 'NOT MET'} |`,
  ].join('\n');
}

const work = openWorkDirectory();
console.log('| Beside | whole, ms | drawer answered, ms, p50 / worst | pulse at the printer, ms, p50 / worst | Aim |');
console.log('| --- | ---: | ---: | ---: | --- |');
console.log(await measureBundle());
console.log(await measureExport());
console.log(`\n${await measureFlood()}`);
process.exit(0);
