import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PrinterProfile } from '../../src/main/escpos/profile.ts';
import { findProfile } from '../../src/main/escpos/profiles.ts';
import { startTcpPrinter, type TcpPrinter } from '../printer-emulator/tcp-printer.ts';
import { type RunningAgent, startRunningAgent } from '../running-agent.ts';

let printer: TcpPrinter;
let till: RunningAgent;
beforeEach(async () => {
  printer = await startTcpPrinter({ profile: findProfile('epson-80') as PrinterProfile });
  till = await startRunningAgent({ printer: { address: printer.address, profile: 'epson-80' } });
});
afterEach(async () => {
  await till.close();
  await printer.close();
});

describe('a cashier pauses printing', () => {
  test('tickets wait, the drawer opens, and all come out in order after it is resumed', async () => {
    const { station } = till.agent;
    station.pause();
    const first = (await till.ticket(1)).body;
    const second = (await till.ticket(2)).body;
    const opening = (await till.drawer()).body;
    await till.untilJob(opening.job_id, 'sent');
    await printer.waitForPulse(1);
    expect((await till.status()).printer).toMatchObject({ paused: true, queue_size: 2, state: 'ready' });
    const orders = () => printer.papers().flatMap(({ text }) => /Ticket N°: (\d+)/.exec(text)?.[1] ?? []);
    expect(orders()).toEqual([]);
    station.resume();
    await till.untilJob(second.job_id, 'printed');
    expect(till.agent.store.get(first.job_id)?.state).toBe('printed');
    expect((await till.status()).printer).toMatchObject({ paused: false, queue_size: 0 });
    expect(orders()).toEqual(['1', '2']);
  });

  test('what is being printed is finished', async () => {
    printer.device.setFaults({ acceptLimit: 60 });
    const { job_id: id } = (await till.ticket(1)).body;
    await till.untilJob(id, 'printing');
    till.agent.station.pause();
    printer.device.setFaults({ acceptLimit: null });
    await till.untilJob(id, 'printed');
    await printer.waitForPaper(1);
  });

  test('a ticket that waits too long expires with its usual sentence, and is not printed later', async () => {
    await till.apply({ queue: { ticketTtlMinutes: 0.005 } });
    till.agent.station.pause();
    const { job_id: id } = (await till.ticket(1)).body;
    await till.untilJob(id, 'expired');
    expect(till.agent.store.get(id)?.error?.code).toBe('TICKET_EXPIRED');
    till.agent.station.resume();
    await till.apply({ queue: { ticketTtlMinutes: 15 } });
    await till.untilJob((await till.ticket(2)).body.job_id, 'printed');
    expect(printer.papers()).toHaveLength(1);
  });

  test('the window hears of it once; pausing twice is pausing', async () => {
    const { station, events } = till.agent;
    let heard = 0;
    events.on('station-changed', () => {
      heard += 1;
    });
    const changed = once(events, 'station-changed');
    station.pause();
    station.pause();
    await changed;
    expect([heard, station.paused]).toEqual([1, true]);
    station.resume();
    station.resume();
    expect([heard, station.paused]).toEqual([2, false]);
  });

  test('other settings do not end the pause', async () => {
    till.agent.station.pause();
    const { job_id: id } = (await till.ticket(1)).body;
    await till.apply({ drawer: { sensor: 'open-when-high' } });
    await till.untilJob((await till.drawer()).body.job_id, 'sent');
    expect(till.agent.station.paused).toBe(true);
    expect(till.agent.store.get(id)?.state).toBe('queued');
    till.agent.station.resume();
    await till.untilJob(id, 'printed');
  });
});
