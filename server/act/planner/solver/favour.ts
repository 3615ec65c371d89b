import { fitPrice } from './evaluate.ts';
import { emptyFronts, type Fronts, gatherFronts, pick, type PricedKinds } from './fronts.ts';
import { type Instance, minutesOf } from './instance.ts';

/*
 * A mixture says: so many of all choose as at these prices, so many as at those. Who is of which part follows from the
 * unit's place, so that within every block the parts are as large as in the whole; and of a person's units, where the
 * fitted price lies on a step, as many choose as just below it as fill the minutes. What a unit chooses is favoured: it
 * gets its gain back, which is lowered for all at first, so that among choices that are worth the same the plan takes these.
 */

export interface FavourAsk {
  /** The units that lie from here up to there, in shares of the whole, choose at these prices. */
  readonly from: number;
  readonly to: number;
  /** The lowered gains. */
  readonly gain: Instance['gain'];
  /** So much more than its own gain a choice gets: where it is worth as much as nothing, it shall still be chosen. */
  readonly more: number;
}

const fronts: Fronts = emptyFronts();

export function favourBlocks(
  instance: Instance,
  prices: PricedKinds,
  { from, to, gain, more }: FavourAsk,
  [first, last]: readonly [from: number, to: number],
): void {
  const { blocks, people } = instance;
  for (let block = first; block < last; block++) {
    const person = blocks.person[block]!;
    const own = blocks.start[block + 1]! - blocks.start[block]!;
    gatherFronts(instance, prices, block, fronts);
    let step = { low: 0, high: 0, weight: 0 };
    if (person >= 0) step = fitPrice(instance, fronts, minutesOf(people, person), prices.person[person]!);
    const start = startOf(block);
    for (let u = 0; u < own; u++) {
      const share = (start + u * stride[0]) % 1;
      if (share < from || share >= to) continue;
      const price = (start + u * stride[1]) % 1 < step.weight ? step.low : step.high;
      const chosen = pick(instance, fronts, u, price);
      for (let i = 0; i < chosen.count; i++) {
        const c = fronts.candidate[chosen.at[i]!]!;
        gain[c] = instance.gain[c]! + more;
      }
    }
  }
}

/** Roberts' sequence: points at these strides, each counted from 0 up to 1, cover the square evenly. */
const stride = [0.754_877_666_246_692_7, 0.569_840_290_998_053_2] as const;

/** Where a block begins, from 0 up to 1: as MurmurHash3 ends, every bit of the place tells on every bit of the number. */
function startOf(block: number): number {
  let bits = Math.imul((block + 1) ^ ((block + 1) >>> 16), 0x85_eb_ca_6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2_b2_ae_35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 4_294_967_296;
}
