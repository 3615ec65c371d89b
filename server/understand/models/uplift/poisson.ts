/** How often a row is in a bootstrap sample of very many rows, from a number in [0, 1): Poisson with mean 1 (Chamandy et al. 2012). */
export function poissonOne(chance: number): number {
  let left = chance;
  let probability = Math.exp(-1);
  let count = 0;
  while (left >= probability && count < 12) {
    left -= probability;
    count++;
    probability /= count;
  }
  return count;
}
