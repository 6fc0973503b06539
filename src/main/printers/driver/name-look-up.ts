import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { defaultDriverTimes } from './driver-life.ts';
import type { DriverPort } from './driver-line.ts';
import { DriverProcess } from './driver-process.ts';
import type { LookedUp } from './driver-protocol.ts';

/** Longer than any resolver tries. */
const longestLookUpMs = 60_000;
/** How long an answer is good; one by which nobody was reached, or that said that there is none, is asked for again sooner. */
const freshMs = 300_000;
const doubtfulMs = 10_000;

/** Finds where a printer's name points to. */
export interface NameLookUp {
  /** For `net.connect`. Waits for as long as the resolver does: who waits has a time-out of his own. */
  readonly lookup: LookupFunction;
  /** Nobody was reached there. */
  doubt(): void;
  end(): Promise<void>;
}

/** Whether the system's resolver must be asked for it, and may ask the network. */
export function needsLookUp(host: string): boolean {
  return isIP(host) === 0 && host !== 'localhost';
}

/**
 * Asks the system's resolver in a process of its own. In this one a name server that does not answer would hold a thread for
 * half a minute, of the four that also read files, and the end of the agent: nothing but the end of a process stops
 * getaddrinfo(3). (Node's own resolver could be stopped, but knows neither the hosts file nor the names of Windows' networks.)
 *
 * The last answer goes on being used while a newer one is looked for.
 *
 * @param now milliseconds, monotonic
 */
export function createNameLookUp(options: {
  name: string;
  startDriver: () => DriverPort;
  now?: () => number;
}): NameLookUp {
  const { name, startDriver, now = () => performance.now() } = options;
  let known: { answer: LookedUp; at: number } | null = null;
  let isDoubtful = false;
  let asking: Promise<LookedUp> | null = null;
  let driver: DriverProcess | null = null;
  let isOver = false;

  const askDriver = async (): Promise<LookedUp> => {
    const nothing: LookedUp = { addresses: [], code: 'EAI_AGAIN' };
    if (isOver) return nothing;
    const asked = new DriverProcess({ startDriver, times: defaultDriverTimes });
    driver = asked;
    try {
      if (!(await asked.start())) return nothing;
      const outcome = await asked.ask({ type: 'look-up', name }, { limitMs: longestLookUpMs }).outcome;
      return outcome.kind === 'done' ? (outcome.value as LookedUp) : nothing;
    } finally {
      await asked.end();
      driver = null;
    }
  };

  const ask = (): Promise<LookedUp> => {
    asking ??= askDriver().then((answer) => {
      asking = null;
      isDoubtful = false;
      // A resolver that fails does not make a printer unknown that was there.
      const kept = answer.addresses.length > 0 ? answer : (known?.answer ?? answer);
      known = { answer: kept, at: now() };
      return kept;
    });
    return asking;
  };

  const find = (): Promise<LookedUp> | LookedUp => {
    if (known === null) return ask();
    const { answer, at } = known;
    const isFound = answer.addresses.length > 0;
    if (now() - at > (isDoubtful || !isFound ? doubtfulMs : freshMs)) {
      const asked = ask();
      if (!isFound) return asked;
    }
    return answer;
  };

  const lookup: LookupFunction = (_hostname, { all, family }, callback) => {
    void Promise.resolve(find()).then(({ addresses, code }) => {
      const wanted = addresses.filter((found) => (family !== 4 && family !== 6 ? true : found.family === family));
      const [first] = wanted;
      if (first === undefined) {
        const error = new Error(`getaddrinfo ${code ?? 'ENOTFOUND'} ${name}`);
        callback(Object.assign(error, { code: code ?? 'ENOTFOUND', syscall: 'getaddrinfo', hostname: name }), '');
      } else if (all === true) {
        callback(null, wanted);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };

  return {
    lookup,
    doubt: () => {
      isDoubtful = true;
    },
    end: async () => {
      isOver = true;
      await driver?.end();
    },
  };
}
