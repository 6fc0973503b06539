import { expect, test } from 'vitest';
import { createEnds } from '../../src/main/base/ends.ts';

test('the last one made ends first, each when those made after it have ended', async () => {
  const ends = createEnds(() => expect.unreachable());
  const ended: string[] = [];
  const part = ends.own({ name: 'ground' }, ({ name }) => void ended.push(name));
  ends.add(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    ended.push('floor');
  });
  ends.add(() => void ended.push('roof'));
  expect(part).toEqual({ name: 'ground' });
  await ends.run();
  expect(ended).toEqual(['roof', 'floor', 'ground']);
});

test('one that fails keeps none from ending, and each is told', async () => {
  const errors: unknown[] = [];
  const ends = createEnds((error) => errors.push((error as Error).message));
  let isEnded = false;
  ends.add(() => {
    isEnded = true;
  });
  ends.add(() => Promise.reject(new Error('first')));
  ends.add(() => {
    throw new Error('last');
  });
  await ends.run();
  expect(errors).toEqual(['last', 'first']);
  expect(isEnded).toBe(true);
});

test('asked twice, each part ends once', async () => {
  const ends = createEnds(() => expect.unreachable());
  let count = 0;
  ends.add(() => {
    count += 1;
  });
  await Promise.all([ends.run(), ends.run()]);
  expect(count).toBe(1);
});
