import type { LookupAddress } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DriverMessage, LookedUp } from '../../../src/main/printers/driver/driver-protocol.ts';
import { createDriverServer } from '../../../src/main/printers/driver/driver-server.ts';
import { createNameLookUp, type NameLookUp, needsLookUp } from '../../../src/main/printers/driver/name-look-up.ts';
import { until } from '../../contracts/connector-harness.ts';
import { createFakeDriverPort, type FakeDriverPort } from './driver-fake-port.ts';

const found: LookedUp = { addresses: [{ address: '10.0.0.7', family: 4 }], code: null };
const elsewhere: LookedUp = { addresses: [{ address: '10.0.0.8', family: 4 }], code: null };
const unknown: LookedUp = { addresses: [], code: 'ENOTFOUND' };

describe('where a printer’s name points to', () => {
  let now: number;
  let ports: FakeDriverPort[];
  let names: NameLookUp;
  beforeEach(() => {
    now = 0;
    ports = [];
    names = createNameLookUp({
      name: 'caisse.local',
      now: () => now,
      startDriver: () => {
        const port = createFakeDriverPort();
        ports.push(port);
        queueMicrotask(() => port.say({ type: 'ready' }));
        return port;
      },
    });
  });
  afterEach(() => names.end());

  const lookUp = (options: object = { all: true }): Promise<unknown> =>
    new Promise((resolve, reject) => {
      names.lookup('caisse.local', options, (error, address: string | LookupAddress[]) => {
        if (error === null) resolve(address);
        else reject(error);
      });
    });
  /** What the resolver says to the process that was started last. */
  const answer = async (value: LookedUp) => {
    const isAsked = (port: FakeDriverPort) => !port.isDead && port.requests.length > 0;
    const port = (await until('its process is asked', () => ports.find(isAsked))) as FakeDriverPort;
    expect(port.requests).toMatchObject([{ type: 'look-up', name: 'caisse.local' }]);
    port.say({ type: 'done', id: port.requests[0]?.id ?? 0, value });
    await until('its process is ended', () => port.isKilled);
  };

  it('is asked of a process of its own, which is ended behind it', async () => {
    const looking = lookUp();
    await answer(found);
    expect(await looking).toEqual(found.addresses);
    expect(await lookUp({})).toBe('10.0.0.7');
    expect(ports).toHaveLength(1);
  });

  it('who waits no longer leaves the look-up to the next', async () => {
    const [first, second] = [lookUp(), lookUp()];
    await answer(found);
    expect(await Promise.all([first, second])).toEqual([found.addresses, found.addresses]);
    expect(ports).toHaveLength(1);
  });

  it('the last answer is used while a newer one is looked for', async () => {
    const looking = lookUp();
    await answer(found);
    await looking;
    now = 300_001;
    expect(await lookUp()).toEqual(found.addresses);
    await answer(elsewhere);
    expect(await lookUp()).toEqual(elsewhere.addresses);
  });

  it('where nobody was reached it is asked for again soon, and not at each try', async () => {
    const looking = lookUp();
    await answer(found);
    await looking;
    names.doubt();
    now = 10_000;
    await lookUp();
    expect(ports).toHaveLength(1);
    now = 10_001;
    await lookUp();
    await answer(elsewhere);
    expect(ports).toHaveLength(2);
  });

  it('a resolver that fails does not make a printer unknown that was there', async () => {
    const looking = lookUp();
    await answer(found);
    await looking;
    now = 300_001;
    await lookUp();
    await answer(unknown);
    expect(await lookUp()).toEqual(found.addresses);
  });

  it('a name that nobody knows is an error with the system’s code, and is asked for again after a while', async () => {
    const looking = lookUp();
    looking.catch(() => {});
    await answer(unknown);
    await expect(looking).rejects.toMatchObject({ code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    await expect(lookUp()).rejects.toMatchObject({ code: 'ENOTFOUND' });
    expect(ports).toHaveLength(1);
    now = 10_001;
    const again = lookUp();
    await answer(found);
    expect(await again).toEqual(found.addresses);
  });

  it('a process that dies is a resolver that fails for now', async () => {
    const looking = lookUp();
    looking.catch(() => {});
    await until('it is asked', () => ports[0]?.requests[0]);
    ports[0]?.die();
    await expect(looking).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });

  it('the end ends a look-up that hangs', async () => {
    const looking = lookUp();
    looking.catch(() => {});
    await until('it is asked', () => ports[0]?.requests[0]);
    await names.end();
    expect(ports[0]?.isKilled).toBe(true);
    await expect(looking).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  });

  it('the driver process asks the system', async () => {
    const said: DriverMessage[] = [];
    const server = createDriverServer({
      send: async (message) => void said.push(message),
      createConnector: () => {
        throw new Error('no device');
      },
    });
    server.handle({ type: 'look-up', id: 1, name: 'localhost' });
    server.handle({ type: 'look-up', id: 2, name: 'no-such-name.invalid' });
    const answerOf = (id: number) =>
      until(`${id} is answered`, () => said.find((message) => message.type === 'done' && message.id === id));
    expect(await answerOf(1)).toMatchObject({ value: { addresses: expect.arrayContaining([expect.anything()]) } });
    expect(await answerOf(2)).toMatchObject({ value: { addresses: [], code: expect.stringMatching(/^E/) } });
    await server.shutDown();
  });

  it.each([
    ['10.0.0.7', false],
    ['fe80::1', false],
    ['localhost', false],
    ['caisse.local', true],
    ['CAISSE', true],
  ])('%s: %s', (host, needed) => {
    expect(needsLookUp(host)).toBe(needed);
  });
});
