import { expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { isLivable } from './behaviour.ts';
import { behaviourKinds, drawBehaviour } from './draw-behaviour.ts';
import { drawEpisode, usualLength } from './draw-episode.ts';
import { describeBehaviour } from './tell-story.ts';

it('gives the same episode for the same seed, and each kind in turn', () => {
  const tell = (number: number) => {
    const { random: _random, ...plan } = drawEpisode(20, number, usualLength);
    return JSON.stringify(plan);
  };
  expect(tell(3)).toBe(tell(3));
  expect(tell(3)).not.toBe(tell(3 + behaviourKinds.length));
  const kinds = behaviourKinds.map((_, number) => drawEpisode(20, number, usualLength).kind);
  expect(new Set(kinds)).toEqual(new Set(behaviourKinds));
});

it.each(behaviourKinds)('draws a printer: %s', (kind) => {
  const { behaviour, ends } = drawBehaviour(kind, createRandom(4));
  expect(ends !== null).toBe(kind.startsWith('honest'));
  expect(describeBehaviour(behaviour)).not.toBe('honest in everything');
});

it('leaves printers as they are only where the queue must go on with them', () => {
  const plans = Array.from({ length: 300 }, (_, number) => drawEpisode(5, number, usualLength));
  const kept = plans.filter(({ recovers }) => !recovers);
  expect(kept.filter(({ behaviour, ends }) => ends === null && !isLivable(behaviour))).toEqual([]);
  expect(kept.filter(({ ends }) => ends === null).length).toBeGreaterThan(20);
  expect(plans.filter(({ recovers, behaviour }) => recovers && isLivable(behaviour)).length).toBeGreaterThan(10);
});
