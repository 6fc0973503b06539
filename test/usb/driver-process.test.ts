import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { numberedBytes, until, watchOutcome } from '../contracts/connector-harness.ts';
import { whyNoUsbEmulator } from '../usb-emulator/start-usb-emulator.ts';
import { type ConnectorBench, failureOf, useEmulator, withBench } from './connector-bench.ts';

const place = 'in a driver process';
const rounds = 100;
const noBackOff = { backOffMs: [0] };

function newestPid({ drivers }: ConnectorBench): number {
  const pid = drivers.at(-1)?.pid;
  if (pid === undefined || pid === null) throw new Error('no driver process');
  return pid;
}

describe.skipIf(whyNoUsbEmulator() !== null)('the driver process', () => {
  const emulator = useEmulator();

  it(
    `killed in mid-write ${rounds} times: nothing lost or doubled beyond what is told`,
    () =>
      withBench(
        emulator.current,
        place,
        async (bench) => {
          const { printer, connector } = bench;
          for (let round = 0; round < rounds; round += 1) {
            const before = (await printer.printed()).length;
            const bytes = numberedBytes(40_000, round + 1);
            const link = await connector.open();
            // Some rounds die at a blocked printer, some while bytes flow.
            const killAt = Math.floor((round / rounds) * 9) * 4096 + 100;
            await printer.setFaults({ acceptLimit: round % 2 === 0 ? killAt : null });
            const pid = newestPid(bench);
            const kill = () => process.kill(pid, 'SIGKILL');
            const writing = link.write(bytes, {
              onProgress: (taken) => taken >= killAt && round % 2 === 1 && kill(),
            });
            const outcome = watchOutcome(writing);
            if (round % 2 === 0) {
              await until('it is stuck', async () => (await printer.state()).takenBytes === before + killAt);
              kill();
            }
            await outcome.done;
            await printer.setFaults({ acceptLimit: null });
            await printer.waitFor('the killed driver has let go', ({ openHandles }) => openHandles === 0);
            const printed = (await printer.printed()).subarray(before);
            expect(printed.equals(bytes.subarray(0, printed.length))).toBe(true);
            if (outcome.error === undefined) {
              expect(printed.length).toBe(bytes.length);
            } else {
              const { code, sureBytes = -1, maybeBytes = -1 } = outcome.error as Awaited<ReturnType<typeof failureOf>>;
              expect(code).toBe('DRIVER_STOPPED');
              expect(printed.length).toBeGreaterThanOrEqual(sureBytes);
              expect(printed.length).toBeLessThanOrEqual(maybeBytes);
              expect(maybeBytes - sureBytes).toBeLessThanOrEqual(4096);
            }
          }
          expect(bench.drivers.length).toBeGreaterThanOrEqual(rounds);
        },
        { times: noBackOff },
      ),
    180_000,
  );

  it('killed at rest: not a byte is in doubt, and the next open starts another', () =>
    withBench(emulator.current, place, async (bench) => {
      const { printer, connector } = bench;
      let link = await connector.open();
      process.kill(newestPid(bench), 'SIGKILL');
      await printer.waitFor('it has let go', ({ openHandles }) => openHandles === 0);
      await until('the agent knows', () => link.ended.aborted);
      const error = await failureOf(link.write(Buffer.from('x')));
      expect(error).toMatchObject({ code: 'DRIVER_STOPPED', sureBytes: 0, maybeBytes: 0 });
      link = await connector.open();
      await link.write(Buffer.from('y'));
      expect((await printer.printed()).toString()).toBe('y');
      await link.close();
      // The killed one could not give it back to usblp; the one after it did.
      await printer.waitFor('usblp has it', ({ driver }) => driver === 'usblp');
    }));

  it('stopped still: ended for its silence, and replaced', () =>
    withBench(
      emulator.current,
      place,
      async (bench) => {
        const { printer, connector } = bench;
        let link = await connector.open();
        process.kill(newestPid(bench), 'SIGSTOP');
        const error = await failureOf(link.write(numberedBytes(10_000)));
        expect(error).toMatchObject({ code: 'DRIVER_STOPPED', sureBytes: 0, maybeBytes: 0 });
        link = await connector.open();
        await link.write(Buffer.from('x'));
        expect((await printer.printed()).toString()).toBe('x');
      },
      { times: { silenceMs: 2000, ...noBackOff } },
    ));

  it('with a transfer that is never given back: replaced, the agent goes on', () =>
    withBench(
      emulator.current,
      place,
      async (bench) => {
        const { printer, connector } = bench;
        let link = await connector.open();
        // A control request is pending on no interface: not even letting go of the claim ends it.
        await printer.setFaults({ controlHangs: true, neverCancel: true, acceptLimit: 100 });
        const port = watchOutcome(link.portStatus());
        const stop = new AbortController();
        const writing = failureOf(link.write(numberedBytes(5000), { signal: stop.signal }));
        await printer.waitFor('it is stuck', ({ takenBytes }) => takenBytes === 100);
        stop.abort();
        expect(await writing).toMatchObject({ code: 'PRINTER_HUNG', sureBytes: 0, maybeBytes: 4096 });
        await port.done;
        await printer.clearFaults();
        link = await connector.open();
        await link.write(Buffer.from('x'));
        expect((await printer.printed()).subarray(100).toString()).toBe('x');
        expect(bench.drivers.length).toBe(2);
      },
      { times: noBackOff },
    ));

  it('gets no more of a long receipt than the window while the printer is blocked', () =>
    withBench(emulator.current, place, async ({ printer, connector, drivers }) => {
      const link = await connector.open();
      await printer.setFaults({ acceptLimit: 0 });
      const sent: number[] = [];
      const [port] = drivers;
      if (port === undefined) throw new Error('no driver');
      const send = port.send;
      port.send = (request) => {
        if (request.type === 'bytes') sent.push(request.bytes.length);
        send(request);
      };
      const writing = watchOutcome(link.write(numberedBytes(200_000)));
      await printer.waitFor('it is stuck', ({ pendingOut }) => pendingOut === 1);
      expect(sent).toEqual([4096, 4096, 4096, 4096]);
      await printer.setFaults({ acceptLimit: null });
      await writing.done;
      expect(writing.error).toBeUndefined();
    }));

  it.each(['SIGKILL', 'SIGTERM'] as const)('ends when its agent does (%s), and usblp has the printer again', (signal) =>
    withBench(
      emulator.current,
      place,
      async ({ printer }) => {
        const agent = startAgentLike();
        const driverPid = await agent.driverPid;
        await printer.waitFor('it is stuck', ({ pendingOut }) => pendingOut === 1);
        agent.child.kill(signal);
        await once(agent.child, 'exit');
        await until('the driver is gone', () => !existsSync(`/proc/${driverPid}`));
        expect(await printer.state()).toMatchObject({ driver: 'usblp', openHandles: 0 });
      },
      { printer: { faults: { acceptLimit: 0 } } },
    ),
  );
});

/** A process that writes to a blocked printer through a driver process, as the agent does. */
function startAgentLike() {
  const source = `
    import { forkDriverPort } from './src/main/printers/driver/driver-line.ts';
    import { createDriverConnector } from './src/main/printers/driver/driver-connector.ts';
    const startDriver = () => { const port = forkDriverPort(); process.stdout.write(port.pid + '\\n'); return port; };
    const connector = createDriverConnector({ startDriver, target: { kind: 'usb', target: {} } });
    const link = await connector.open();
    await link.write(new Uint8Array(10_000));`;
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', source], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const driverPid = once(child.stdout, 'data').then(([text]) => Number(String(text).trim()));
  return { child, driverPid };
}
