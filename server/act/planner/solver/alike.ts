import { candidateCount, oncePerMarket } from './instance.ts';

const looked = 4000;
const fewValues = 0.25;

/** Whether many candidates are worth exactly the same: of some, fewer than a quarter differ. */
export const areAlike = oncePerMarket((instance) => {
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
});
