import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { allEnded } from './index.ts';

test('gives the values in their places', async () => {
  const [number, text, nothing] = await allEnded([pause(5, 7), Promise.resolve('a'), Promise.resolve()]);
  expect([number, text, nothing]).toEqual([7, 'a', undefined]);
});

test('one that fails is told when the others have ended, and of several the first of the list', async () => {
  const ended: string[] = [];
  const late = async (name: string, fails: boolean, ms: number) => {
    await pause(ms);
    ended.push(name);
    if (fails) throw new Error(name);
  };
  const all = allEnded([late('slow', false, 30), late('second', true, 10), late('first', true, 1)]);
  await expect(all).rejects.toThrow('second');
  expect(ended).toEqual(['first', 'second', 'slow']);
});
