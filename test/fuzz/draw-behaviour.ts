import type { Random } from '../chaos/random.ts';
import { type Answering, type Behaviour, type Closing, honest, type QuestionName, type Taking } from './behaviour.ts';

/** What differs from an honest printer. */
type Change = { [Part in keyof Behaviour]?: Behaviour[Part] extends infer P | null ? Partial<P> : never };
type Draw = (random: Random) => Change;

/** Small jobs are half a kilobyte, those with images some: bytes at which something happens fall into all of them. */
const someByte = (random: Random) => random.whole(1, random.chance(0.7) ? 900 : 6000);

/** Mostly seconds; longer than a drawer may wait now and then. */
const longer = (random: Random) => (random.chance(0.7) ? random.whole(500, 6_000) : random.whole(9_000, 16_000));

/** Printers that do what they say. Their undisturbed tickets must end as this tells. */
const honestKinds: Record<string, { draw: Draw; ends: 'printed' | 'sent' }> = {
  'honest: GS r': { draw: clone(['gs-r']), ends: 'printed' },
  'honest: GS I': { draw: clone(['gs-i']), ends: 'printed' },
  'honest: GS r and GS I': { draw: clone(['gs-r', 'gs-i']), ends: 'printed' },
  'honest: GS ( H': { draw: clone(['gs-h'], ['gs-r', 'gs-i']), ends: 'printed' },
  'honest: confirms nothing': { draw: clone([]), ends: 'sent' },
};

const takingKinds: Record<string, Draw> = {
  slow: (random) => taking({ bytesPerS: Math.round(80 * 50 ** random.next()) }, random),
  'never reads': (random) => taking({ never: true }, random),
  stalls: (random) => taking({ stall: { atByte: someByte(random), forMs: longer(random) } }, random),
  'paper end': (random) =>
    taking({ paperEnd: { atByte: someByte(random), forMs: longer(random), readsOn: random.chance(0.6) } }, random),
  'power cut': (random) =>
    taking(
      {
        powerCut: { atByte: someByte(random), forMs: random.whole(200, 4_000) },
        ...(random.chance(0.5) ? { bytesPerS: random.whole(200, 4_000) } : {}),
      },
      random,
    ),
};

const networkKinds: Record<string, Draw> = {
  'held by another till': (random) => ({
    held: {
      forMs: longer(random),
      freeMs: random.whole(100, 3_000),
      isFreeFirst: random.chance(0.5),
      others: random.pick(['rst', 'fin', 'rst-late', 'fin-late', 'wait']),
    },
  }),
  'closes at any byte': (random) => {
    const to = random.pick([3, 20, 200, 900, 4_000]);
    return closing({ atByte: { from: 1, to, how: random.pick(['rst', 'fin']) } });
  },
  'closes when idle': (random) => closing({ idleMs: Math.round(300 * (7_000 / 300) ** random.next()) }),
  'closes after each job': (random) => closing({ afterJob: random.pick(['fence', 'last-line', 'silence']) }),
};

const answeringKinds: Record<string, Draw> = {
  'answers late': (random) => {
    const ms = Math.round(100 * 30 ** random.next());
    return answering(random, { lateMs: random.chance(0.7) ? [ms, ms] : [0, ms] });
  },
  mute: () => ({ answering: { knows: [] } }),
  'answers twice': (random) => answering(random, { copies: 2, splitMs: random.pick([0, 0, 5, 200]) }),
  'answers in pieces': (random) => answering(random, { splitMs: random.whole(1, 400) }),
  'answers wrongly': (random) => answering(random, { wrong: random.pick(['zero', 'ff', 'paper-end']) }),
  'always offline': (random) => answering(random, { wrong: 'offline' }),
};

const noiseKinds: Record<string, Draw> = {
  banner: (random) => ({
    noise: {
      kind: 'banner',
      text: random.pick(['HTTP/1.1 400 Bad Request\r\n\r\n', 'SSH-2.0-dropbear\r\n', '220 ready\r\n', '\0']),
      afterMs: random.chance(0.5) ? 0 : random.whole(1, 2_500),
    },
  }),
  echo: () => ({ noise: { kind: 'echo' } }),
  'automatic status': (random) => ({
    noise: { kind: 'asb', everyMs: random.whole(100, 2_000), cutMs: random.pick([0, 5, 20, 60]) },
  }),
  'scale text': (random) => ({ noise: { kind: 'scale', everyMs: random.whole(100, 1_000) } }),
  'stray NULs': (random) => ({ noise: { kind: 'nuls', everyMs: Math.round(200 * 15 ** random.next()) } }),
  'a byte beside the job': (random) => ({
    noise: {
      kind: 'beside-job',
      when: random.pick(['before', 'after']),
      byte: random.pick([0x00, 0x00, 0x02, 0x0f, 0x12, 0x16]),
    },
  }),
  'endless stream': (random) => ({
    noise: {
      kind: 'endless',
      bytesPerS: Math.round(1_000 * 50_000 ** random.next()),
      byte: random.pick([0, 65, 0x12]),
    },
  }),
};

const hostileKinds: Record<string, Draw> = { ...takingKinds, ...networkKinds, ...answeringKinds, ...noiseKinds };

/** Every kind: a run of as many episodes has each once. */
export const behaviourKinds: readonly string[] = [...Object.keys(honestKinds), ...Object.keys(hostileKinds)];

export interface DrawnBehaviour {
  behaviour: Behaviour;
  /** Its kind, and the second one where there is one. */
  name: string;
  /** How its undisturbed tickets must end; null: it is not honest. */
  ends: 'printed' | 'sent' | null;
}

/** A printer of the kind; some hostile ones are hostile in another way, too. */
export function drawBehaviour(kind: string, random: Random): DrawnBehaviour {
  const asHonest = honestKinds[kind];
  if (asHonest !== undefined) {
    return { behaviour: merge([asHonest.draw(random)]), name: kind, ends: asHonest.ends };
  }
  const first = hostileKinds[kind];
  if (first === undefined) throw new Error(`No behaviour ${kind}`);
  const changes = [first(random)];
  let name = kind;
  if (random.chance(0.4)) {
    const second = random.pick(Object.keys(hostileKinds) as [string, ...string[]]);
    // The first one's own part stays.
    changes.unshift(hostileKinds[second]?.(random) ?? {});
    if (second !== kind) name = `${kind}, ${second}`;
  }
  // Most is to be found where little or nothing honest is said beside it.
  if (!(kind in answeringKinds) && random.chance(0.8)) changes.unshift(answering(random, {}));
  return { behaviour: merge(changes), name, ends: null };
}

function merge(changes: readonly Change[]): Behaviour {
  const part = <Part extends keyof Behaviour>(name: Part): Behaviour[Part] => {
    const parts = changes.map((change) => change[name]).filter((value) => value !== undefined);
    return (parts.length === 0 ? honest[name] : Object.assign({}, honest[name], ...parts)) as Behaviour[Part];
  };
  return {
    taking: part('taking'),
    closing: part('closing'),
    held: part('held'),
    answering: part('answering'),
    noise: lastOf(changes.map(({ noise }) => noise)) as Behaviour['noise'],
  };
}

function lastOf<T>(values: readonly (T | undefined)[]): T | null {
  return values.findLast((value) => value !== undefined) ?? null;
}

function taking(change: Partial<Taking>, random: Random): Change {
  return {
    taking: { bufferBytes: random.pick([64, 512, 4_096, 65_536]), keepsPartialCommand: random.chance(0.5), ...change },
  };
}

function closing(change: Partial<Closing>): Change {
  return { closing: change };
}

const repertoires: readonly [QuestionName[], ...QuestionName[][]] = [
  ['eot', 'gs-r', 'gs-i', 'gs-h'],
  ['eot', 'gs-r'],
  ['eot', 'gs-i'],
  ['eot'],
  ['eot'],
  ['gs-r'],
  [],
  [],
  [],
];

function answering(random: Random, change: Partial<Answering>): Change {
  return { answering: { knows: random.pick(repertoires), to: random.pick(['asker', 'whoever']), ...change } };
}

/** It may or may not know DLE EOT, and prints at a pace at which nothing is late. */
function clone(knows: readonly QuestionName[], perhaps: readonly QuestionName[] = []): Draw {
  return (random) => ({
    taking: { bytesPerS: random.pick([Number.POSITIVE_INFINITY, 20_000, 4_000]) },
    answering: {
      knows: [...(random.chance(0.5) ? (['eot'] as const) : []), ...knows, ...(random.chance(0.5) ? perhaps : [])],
    },
  });
}
