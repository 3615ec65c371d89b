import type { Estimate } from './words.ts';

/** Above ten times, control is so near nothing that the per cent say more of control than of the treatment. */
const mostTold = 9;

/**
 * How a relative effect (treated over control, less one) can be told. `percent` where its interval is narrow enough; with
 * control near nothing only that it is `at-least` so many times control; `unclear` where not even that is known.
 */
export function readRelative({
  estimate,
  low,
  high,
}: Estimate): { readonly told: 'percent' | 'unclear' } | { readonly told: 'at-least'; readonly times: number } {
  if (estimate === null || low === null || high === null || (low >= -1 && high <= mostTold)) return { told: 'percent' };
  return low > 0 ? { told: 'at-least', times: 1 + low } : { told: 'unclear' };
}
