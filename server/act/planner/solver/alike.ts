import { candidateCount, type Instance } from './instance.ts';

const looked = 4000;
const fewValues = 0.25;

/** Looked for once in a market. */
const known = new WeakMap<Instance['gain'], boolean>();

/** Whether many candidates are worth exactly the same: of some, fewer than a quarter differ. */
export function areAlike(instance: Instance): boolean {
  const before = known.get(instance.gain);
  if (before !== undefined) return before;
  const alike = lookAt(instance);
  known.set(instance.gain, alike);
  return alike;
}

function lookAt(instance: Instance): boolean {
  const candidates = candidateCount(instance);
  const step = Math.max(1, candidates / looked);
  const values = new Set<number>();
  let seen = 0;
  // A little beside even distances, which might always meet the same offer.
  for (let at = 0; at < candidates; at += step) {
    values.add(instance.gain[Math.min(candidates - 1, Math.floor(at + ((seen * 0.618_033_988_75) % 1) * step))]!);
    seen++;
  }
  return values.size < fewValues * seen;
}
