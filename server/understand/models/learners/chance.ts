/**
 * A number in [0, 1) that follows from a seed and two places alone (the finalizer of MurmurHash3): whoever asks, in
 * whatever order and thread, gets the same.
 */
export function chance(seed: number, a: number, b: number): number {
  let mixed = mix(seed ^ 0x9e3779b9);
  mixed = mix(mixed ^ Math.imul(a + 1, 0x85ebca6b));
  mixed = mix(mixed ^ Math.imul(b + 1, 0xc2b2ae35));
  return mixed / 4_294_967_296;
}

function mix(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The places 0 to n - 1 in an order that chance decides (Fisher and Yates). */
export function shuffled(n: number, seed: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(chance(seed, i, n) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}
