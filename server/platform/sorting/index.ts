/* Radix sorts, for lists of so many numbers that comparing them in pairs takes most of the time. */
export { radixOrder, risingBits } from './radix-order.ts';
export { sortedFloats } from './sorted-floats.ts';
