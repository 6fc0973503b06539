import { type ChaosRequest, createRequestMaker } from '../chaos/chaos-request.ts';
import { createRandom, type Random } from '../chaos/random.ts';
import { isLivable } from './behaviour.ts';
import { behaviourKinds, type DrawnBehaviour, drawBehaviour } from './draw-behaviour.ts';

/** Everything of an episode that chance decides. The same seed and number give the same plan, though not the same timing. */
export interface EpisodePlan extends DrawnBehaviour {
  seed: number;
  number: number;
  length: EpisodeLength;
  kind: string;
  /** Of the printer's profile in the agent's settings. */
  profile: string;
  /** How long the printer is what it is before it becomes honest. */
  hostileMs: number;
  requests: readonly { afterMs: number; request: ChaosRequest }[];
  /** What becomes of the agent at the end of that time. */
  ending: 'lives on' | 'stop' | 'kill';
  /** What comes first then: the agent's new start, or the printer's recovery. */
  restartsFirst: boolean;
  /** Whether the printer becomes honest at the end of that time. One that is, or that can be lived with, may stay as it is. */
  recovers: boolean;
  /** Whether the printer is switched off and on to recover. */
  isSwitched: boolean;
  /** Asked of the honest printer. */
  lastRequest: ChaosRequest;
  random: Random;
}

export interface EpisodeLength {
  leastMs: number;
  mostMs: number;
}

export const usualLength: EpisodeLength = { leastMs: 5_000, mostMs: 25_000 };
/** Of the run in the tests. */
export const shortLength: EpisodeLength = { leastMs: 2_000, mostMs: 3_000 };
/** An honest printer is left alone for so long once: how often is it called? */
const honestRestMs = 4_000;

export function drawEpisode(seed: number, number: number, length: EpisodeLength): EpisodePlan {
  const { leastMs, mostMs } = length;
  const random = createRandom(seed + number);
  const kind = behaviourKinds[(seed + number) % behaviourKinds.length] ?? '';
  const drawn = drawBehaviour(kind, random.fork('behaviour'));
  const isHonest = drawn.ends !== null;
  const recovers = !isHonest && !(isLivable(drawn.behaviour) && random.chance(0.7));
  const makeRequest = createRequestMaker(random.fork('requests'), `fuzz-${seed}-${number}`);
  const knowsEpson = drawn.behaviour.answering.knows.includes('gs-h');
  const onlyEpson = isHonest && knowsEpson;
  const epsonHostile = !isHonest && knowsEpson && random.chance(0.4);
  // Many short ones find more than few long ones, but where it takes time until something is late.
  const takesTime =
    drawn.behaviour.taking.never || drawn.behaviour.held !== null || drawn.behaviour.taking.stall !== null;
  const hostileMs = Math.round(leastMs + (mostMs - leastMs) * random.next() ** (takesTime ? 1 : 4));
  const rest = isHonest ? Math.min(honestRestMs, hostileMs / 2) : 0;
  return {
    ...drawn,
    ...{ seed, number, length, kind, hostileMs, recovers, random },
    profile: onlyEpson || epsonHostile ? 'epson-80' : 'generic-58',
    requests: drawRequests(random, makeRequest, hostileMs - rest),
    ending: isHonest ? 'lives on' : random.pick(['lives on', 'stop', 'kill']),
    restartsFirst: random.chance(0.5),
    isSwitched: recovers && random.chance(0.3),
    lastRequest: paperRequest(makeRequest),
  };
}

/** More of them early, so that something can be late. */
function drawRequests(random: Random, makeRequest: () => ChaosRequest, withinMs: number) {
  const count = random.whole(3, 4 + Math.round(withinMs / 2_000));
  const at = Array.from({ length: count }, (_, index) =>
    index === 0 ? 0 : Math.round(withinMs * 0.8 * random.next() ** 2),
  );
  return at
    .toSorted((a, b) => a - b)
    .map((afterMs, index) => ({
      afterMs,
      request: index === 0 ? paperRequest(makeRequest) : anyRequest(makeRequest, random),
    }));
}

/** More drawers than a shop opens: there is most to go wrong with them. */
function anyRequest(makeRequest: () => ChaosRequest, random: Random): ChaosRequest {
  const mustBeDrawer = random.chance(0.2);
  for (;;) {
    const request = makeRequest();
    if (!mustBeDrawer || request.mark === null) return request;
  }
}

function paperRequest(makeRequest: () => ChaosRequest): ChaosRequest {
  for (;;) {
    const request = makeRequest();
    if (request.mark !== null) return request;
  }
}
