import { afterEach, describe, expect, test } from 'vitest';
import { generic58 } from '../../src/main/escpos/profiles.ts';
import { createPrinterRecords } from '../../src/main/printers/dialogue/printer-record.ts';
import { defaultPrinterTimes } from '../../src/main/printers/dialogue/printer-times.ts';
import {
  type Heard,
  type StandInConnection,
  type StandInOptions,
  type StandInPrinter,
  startStandInPrinter,
} from '../printer-emulator/stand-in-printer.ts';
import { type AgentPartOptions, startAgentPart } from './printing-harness.ts';

let printer: StandInPrinter;
let agent: ReturnType<typeof startAgentPart>;

const start = async (standIn: StandInOptions, options: Partial<AgentPartOptions> = {}) => {
  printer = await startStandInPrinter(standIn);
  agent = startAgentPart(printer.port, { profile: generic58, ...options });
  return agent;
};

/** The outcomes of so many tickets, one after the other. */
const outcomes = async (count: number, waitMs = 6_000) => {
  const states: string[] = [];
  for (let order = 1; order <= count; order += 1) {
    states.push((await agent.outcome(await agent.ticket(order), waitMs)).state);
  }
  return states;
};

afterEach(async () => {
  await agent.stop();
  await printer.close();
});

/** What a printer knows, and how it says it. */
interface Manners {
  status?: number | null;
  paper?: number | null;
  model?: number | null;
  afterMs?: number;
}

const manners = ({ status = 0x12, paper = 0x00, model = null, afterMs = 0 }: Manners) => {
  const answer = (heard: Heard): number | null => {
    if (heard.kind === 'status') return status;
    if (heard.kind === 'paper') return paper;
    return heard.kind === 'model' ? model : null;
  };
  return (heard: Heard, { say, sayLater }: StandInConnection) => {
    const byte = answer(heard);
    if (byte === null) return;
    if (afterMs === 0) say([byte]);
    else sayLater(afterMs, [byte]);
  };
};

describe('clones that confirm honestly: printed, from the first ticket on', () => {
  test.each([
    ['know GS r alone', {}],
    ['know GS I alone', { paper: null, model: 0x20 }],
    ['know both', { model: 0x20 }],
    ['know GS I alone, and no status', { status: null, paper: null, model: 0x20 }],
    ['give both the same answer', { model: 0x00 }],
    ['answer GS r with paper near its end', { paper: 0x03 }],
    ['answer no status', { status: null }],
    ['answer no status, and know both', { status: null, model: 0x65 }],
    ['answer GS I with what looks like a status', { model: 0x16 }],
    ['are slow', { afterMs: 60 }],
    ['are slow, and know both', { afterMs: 60, model: 0x20 }],
  ] satisfies [string, Manners][])('those that %s', async (_, known) => {
    await start({ onHeard: manners(known) });
    expect(await outcomes(4)).toEqual(['printed', 'printed', 'printed', 'printed']);
    expect([1, 2, 3, 4].map(printer.copies)).toEqual([1, 1, 1, 1]);
  });

  test('one that answers several questions in one packet with one byte', async () => {
    let answered = 0;
    await start({
      onHeard: (heard, connection) => {
        if (answered === printer.chunks().length) return;
        answered = printer.chunks().length;
        manners({})(heard, connection);
      },
    });
    expect(await outcomes(3)).toEqual(['printed', 'printed', 'printed']);
  });
});

test('a drawer that is asked for before anything is known of a printer opens in its time', async () => {
  const { answerMs, networkAnswerMs, momentMs } = defaultPrinterTimes;
  await start(
    { onHeard: manners({ status: null, paper: null, model: 0x20 }) },
    { times: { answerMs, networkAnswerMs, momentMs } },
  );
  expect((await agent.outcome(await agent.drawer(), 12_000)).state).toBe('sent');
});

describe('printers that close the link by themselves', () => {
  test.each([
    [
      'after a moment of silence',
      (connection: StandInConnection) => {
        let timer: NodeJS.Timeout | undefined;
        connection.socket.on('data', () => {
          clearTimeout(timer);
          timer = setTimeout(() => connection.socket.end(), 40);
        });
      },
      () => {},
    ],
    [
      'behind each answer in line',
      () => {},
      (heard: Heard, { socket }: StandInConnection) => {
        if (heard.kind === 'paper') socket.end();
      },
    ],
  ])('%s, get their tickets and one pulse for each request', async (_, onConnection, afterAnswer) => {
    const known = manners({ model: 0x20 });
    const { ticket, drawer, outcome } = await start({
      onConnection,
      onHeard: (heard, connection) => {
        known(heard, connection);
        afterAnswer(heard, connection);
      },
    });
    for (let order = 1; order <= 4; order += 1) {
      expect((await outcome(await ticket(order))).state).toMatch(/^(printed|sent|uncertain)$/);
      expect((await outcome(await drawer())).state).toBe('sent');
    }
    expect([1, 2, 3, 4].map(printer.copies)).toEqual([1, 1, 1, 1]);
    expect(
      printer
        .bytes()
        .toString('hex')
        .match(/1b7000..../g),
    ).toHaveLength(4);
    expect(printer.connections).toBeLessThan(60);
  });

  test('in silence, and never say anything, get their tickets, once each', async () => {
    await start(
      {
        onConnection: ({ socket }) => {
          let timer = setTimeout(() => socket.end(), 40);
          socket.on('data', () => {
            clearTimeout(timer);
            timer = setTimeout(() => socket.end(), 40);
          });
          socket.on('close', () => clearTimeout(timer));
        },
      },
      { times: { momentMs: 200 } },
    );
    for (const state of await outcomes(3)) expect(state).toMatch(/^(sent|uncertain)$/);
    expect([1, 2, 3].map(printer.copies)).toEqual([1, 1, 1]);
    expect(printer.connections).toBeLessThan(20);
  });

  test('as soon as they have their pulse: it is sent once', async () => {
    const known = manners({});
    const { drawer, outcome, untilPrinter } = await start({
      onHeard: (heard, connection) => (heard.kind === 'pulse' ? connection.socket.destroy() : known(heard, connection)),
    });
    await untilPrinter(({ condition }) => condition === 'ready');
    expect((await outcome(await drawer())).state).toMatch(/^(sent|uncertain)$/);
    await expect
      .poll(
        () =>
          printer
            .bytes()
            .toString('hex')
            .match(/1b7000..../g)?.length,
      )
      .toBe(1);
  });
});

describe('what was never answered is never printed', () => {
  const repeat =
    (everyMs: number, bytes: readonly number[] | string) =>
    ({ socket, say }: StandInConnection) => {
      const timer = setInterval(() => say(bytes), everyMs);
      socket.on('close', () => clearInterval(timer));
    };
  const statusAlone = manners({ paper: null });

  test.each([
    ['a stray NUL now and then', { onConnection: repeat(70, [0x00]), onHeard: statusAlone }],
    ['a stray NUL often', { onConnection: repeat(7, [0x00]), onHeard: statusAlone }],
    ['NULs by twos', { onConnection: repeat(90, [0x00, 0x00]), onHeard: statusAlone }],
    ['NULs from a mute one', { onConnection: repeat(50, [0x00]) }],
    ['a banner at once', { onConnection: ({ say }) => say('Lantronix UDS1100 ready\r\n>') }],
    ['a banner later', { onConnection: ({ sayLater }) => sayLater(150, 'Lantronix UDS1100 ready\r\n>') }],
    ['a scale', { onConnection: repeat(20, 'ST,GS,+  1.234kg\r\n') }],
    ['a scale that answers status', { onConnection: repeat(20, 'ST,GS,+  1.234kg\r\n'), onHeard: statusAlone }],
    ['status as 0x00', { onHeard: manners({ status: 0x00, paper: null }) }],
    ['status as 0x00, late', { onHeard: manners({ status: 0x00, paper: null, afterMs: 150 }) }],
    ['status as 0xff', { onHeard: manners({ status: 0xff, paper: null }) }],
    [
      'an automatic status cut in two',
      {
        onConnection: ({ socket, say }) => {
          let isHead = true;
          const timer = setInterval(() => {
            say(isHead ? [0x10] : [0x00, 0x00, 0x00]);
            isHead = !isHead;
          }, 10);
          socket.on('close', () => clearInterval(timer));
        },
        onHeard: statusAlone,
      },
    ],
    ['GS r as no paper', { onHeard: manners({ paper: 0x0c }) }],
    ['GS r out of form', { onHeard: manners({ paper: 0x20 }) }],
    ['GS r twice', { onHeard: (heard, c) => (heard.kind === 'paper' ? c.say([0, 0]) : statusAlone(heard, c)) }],
    [
      'GS r with something else behind',
      { onHeard: (heard, c) => (heard.kind === 'paper' ? c.say([0, 0x41]) : statusAlone(heard, c)) },
    ],
  ] satisfies [string, StandInOptions][])('%s', async (_, standIn) => {
    await start(standIn);
    for (const state of await outcomes(4)) expect(state).toMatch(/^(sent|uncertain|queued)$/);
  });

  test.each([
    ['a web server', ({ say }: StandInConnection) => say('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['an echo', ({ socket }: StandInConnection) => socket.on('data', (bytes) => socket.write(bytes))],
  ])('%s is told as no printer, and nothing is sent to it', async (_, onConnection) => {
    const { ticket, untilPrinter, store } = await start({ onConnection: (made) => void onConnection(made) });
    const job = await ticket(1);
    const { condition } = await untilPrinter(({ code }) => code === 'NOT_A_PRINTER');
    expect(condition).toBe('blocked');
    expect(store.get(job.id)?.state).toBe('queued');
    expect(printer.copies(1)).toBe(0);
  });

  test('a person may say that it is one: then it is sent at best', async () => {
    const {
      ticket,
      outcome,
      untilPrinter,
      printer: known,
      worker,
    } = await start({
      onConnection: ({ say }) => say('220 imprimante\r\n'),
    });
    const job = await ticket(1);
    await untilPrinter(({ code }) => code === 'NOT_A_PRINTER');
    known.trust();
    worker.wake();
    expect(await outcome(job)).toMatchObject({ state: 'sent', error: null });
  });
});

describe('a printer that confirmed the jobs before', () => {
  test('and not this one: uncertain, and the next one goes out', async () => {
    let isHonest = true;
    const { ticket, outcome } = await start({
      onHeard: (heard, connection) => {
        if (heard.kind !== 'paper' || isHonest) manners({})(heard, connection);
      },
    });
    expect((await outcome(await ticket(1))).state).toBe('printed');
    const job = await ticket(2);
    await expect.poll(() => printer.copies(2)).toBe(1);
    isHonest = false;
    // The answer may have been on its way already.
    expect((await outcome(job)).state).toMatch(/^(printed|uncertain)$/);
    isHonest = true;
    expect((await outcome(await ticket(3))).state).toBe('printed');
  });

  test('confirms nothing any more: the ticket waits, and goes out once it does again', async () => {
    let isHonest = true;
    const { ticket, outcome, untilPrinter, store } = await start({
      onHeard: (heard, connection) => {
        if (heard.kind === 'status' || isHonest) manners({})(heard, connection);
      },
    });
    expect((await outcome(await ticket(1))).state).toBe('printed');
    isHonest = false;
    // What it was proven by ends with its link.
    await expect.poll(() => printer.open).toBe(0);
    const job = await ticket(2);
    const { condition } = await untilPrinter(({ code }) => code === 'PRINTER_NOT_CONFIRMING');
    expect(condition).toBe('offline');
    expect(store.get(job.id)?.state).toBe('queued');
    expect(printer.copies(2)).toBe(0);
    isHonest = true;
    expect((await outcome(job)).state).toBe('printed');
  });

  test('and hangs when the next agent starts: nothing is given to it, neither tickets nor a pulse', async () => {
    const records = createPrinterRecords();
    let isHanging = false;
    const { ticket, outcome } = await start(
      { onHeard: (heard, connection) => (isHanging ? undefined : manners({})(heard, connection)) },
      { records },
    );
    expect((await outcome(await ticket(1))).state).toBe('printed');
    await agent.stop();
    isHanging = true;
    agent = startAgentPart(printer.port, { profile: generic58, records, limits: { drawerTtlMs: 500 } });
    const jobs = [await agent.ticket(2), await agent.ticket(3), await agent.ticket(4)];
    expect((await agent.outcome(await agent.drawer())).state).toBe('expired');
    await agent.untilPrinter(({ code }) => code === 'PRINTER_NOT_ANSWERING');
    expect(jobs.map(({ id }) => agent.store.get(id)?.state)).toEqual(['queued', 'queued', 'queued']);
    isHanging = false;
    for (const job of jobs) expect((await agent.outcome(job)).state).toBe('printed');
    expect(printer.bytes().toString('hex')).not.toContain('1b70');
  });

  test('swallows the first job after it was switched on: that one is uncertain', async () => {
    let isSwallowing = true;
    const { ticket, outcome } = await start({
      onHeard: (heard, connection) => {
        if (isSwallowing && heard.kind === 'paper' && printer.copies(1) > 0) return;
        manners({})(heard, connection);
      },
    });
    expect((await outcome(await ticket(1))).state).toBe('uncertain');
    isSwallowing = false;
    expect((await outcome(await ticket(2))).state).toBe('printed');
  });
});

describe('a network printer that never says anything', () => {
  test('gets its tickets, one connection each: sent, and its state says what is not known', async () => {
    await start({});
    expect(await outcomes(3)).toEqual(['sent', 'sent', 'sent']);
    expect(agent.printer.state).toMatchObject({ condition: 'ready', code: 'PRINTER_SILENT' });
    expect([1, 2, 3].map(printer.copies)).toEqual([1, 1, 1]);
    expect(printer.connections).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ['a reset at once', 0, 'reset'],
    ['a reset a little later', 10, 'reset'],
    ['its end at once', 0, 'end'],
    ['its end a little later', 10, 'end'],
  ] as const)(
    'while another till holds it (%s), tickets wait, and come out once it is free',
    async (_, afterMs, how) => {
      let isHeld = true;
      const onConnection = ({ socket }: StandInConnection) => {
        if (!isHeld) return void socket.resume();
        setTimeout(() => (how === 'reset' ? socket.resetAndDestroy() : socket.destroy()), afterMs);
      };
      // A moment is long enough for a busy machine's stand-in to cut its caller off.
      const { ticket, outcome, store } = await start({ reads: false, onConnection }, { times: { momentMs: 600 } });
      const jobs = [await ticket(1), await ticket(2)];
      await expect.poll(() => printer.connections).toBeGreaterThan(3);
      expect(jobs.map(({ id }) => store.get(id)?.state)).toEqual(['queued', 'queued']);
      isHeld = false;
      for (const job of jobs) expect((await outcome(job)).state).toBe('sent');
      expect([1, 2].map(printer.copies)).toEqual([1, 1]);
    },
  );

  test('and resets what it has not read: uncertain', async () => {
    await start(
      {
        reads: false,
        onConnection: ({ socket }) => {
          socket.on('end', () => {});
          setTimeout(() => socket.resetAndDestroy(), 100);
        },
      },
      { times: { networkAnswerMs: 20, momentMs: 20 } },
    );
    expect(await outcomes(2)).not.toContain('sent');
  });

  test.each([15, 60, 120, 400])(
    'and closes after %i ms without a byte: the queue goes on, with few connections',
    async (idleMs) => {
      const { ticket, outcome, store } = await start(
        {
          onConnection: ({ socket }) => void socket.setTimeout(idleMs, () => socket.end()),
        },
        { times: { momentMs: 10 } },
      );
      for (let order = 1; order <= 4; order += 1) {
        expect((await outcome(await ticket(order))).state).toMatch(/^(sent|uncertain)$/);
      }
      expect([1, 2, 3, 4].map(printer.copies)).toEqual([1, 1, 1, 1]);
      expect(store.count('queued')).toBe(0);
      expect(printer.connections).toBeLessThan(24);
      await expect.poll(() => printer.open).toBe(0);
    },
  );

  test('and closes behind each job', async () => {
    const { ticket, outcome } = await start({
      onConnection: ({ socket }) => {
        let timer: NodeJS.Timeout | undefined;
        socket.on('data', (bytes) => {
          clearTimeout(timer);
          if (bytes.length > 20) timer = setTimeout(() => socket.end(), 60);
        });
      },
    });
    for (let order = 1; order <= 3; order += 1) {
      expect((await outcome(await ticket(order))).state).toMatch(/^(sent|uncertain)$/);
    }
    expect([1, 2, 3].map(printer.copies)).toEqual([1, 1, 1]);
  });
});

describe('a drawer', () => {
  const pulse = /1b7000..../g;
  const pulses = () => printer.bytes().toString('hex').match(pulse)?.length ?? 0;

  test('gets its pulse alone, and nothing in front of it but questions', async () => {
    const { drawer, outcome, ticket, untilPrinter } = await start({ onHeard: manners({ model: 0x20 }) });
    await outcome(await ticket(1));
    await untilPrinter(({ condition }) => condition === 'ready');
    await expect.poll(() => printer.open).toBe(0);
    const before = printer.bytes().length;
    expect((await outcome(await drawer())).state).toBe('sent');
    // An idle printer is asked now and then, too.
    const [questions, behind] = printer.bytes().subarray(before).toString('hex').split('1b700019fa');
    expect(questions).toMatch(/^(10040[1-4])*$/);
    expect(behind).toMatch(/^(10040[1-4])*$/);
  });

  test('of a printer that was never heard expires, and never opens later', async () => {
    const { drawer, outcome } = await start({ reads: false }, { limits: { drawerTtlMs: 400 } });
    expect(await outcome(await drawer())).toMatchObject({ state: 'expired', error: { code: 'DRAWER_EXPIRED' } });
    printer.readOn();
    await expect.poll(() => printer.bytes().length).toBeGreaterThan(0);
    expect(pulses()).toBe(0);
  });

  test('of a printer that is known to be mute opens at once', async () => {
    const { drawer, outcome } = await start({});
    await outcomes(3);
    expect((await outcome(await drawer())).state).toBe('sent');
    await expect.poll(pulses).toBe(1);
  });

  test('waits for a printer that is slow to answer, and opens once', async () => {
    const { drawer, outcome } = await start({ onHeard: manners({ afterMs: 120 }) });
    expect((await outcome(await drawer())).state).toBe('sent');
    await expect.poll(pulses).toBe(1);
  });
});
