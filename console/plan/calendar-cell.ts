/** Pure figures of a calendar cell. */

/** How full a day is, from 0 to 1. */
export function fillOf({ minutes, used }: { readonly minutes: number; readonly used: number }): number {
  return minutes > 0 ? Math.min(1, used / minutes) : 0;
}

/** Shades, from nothing scarce (0) to the dearest hour on the page (5). */
export const shades = 5;

/** The shade of a price among prices up to `dearest`. */
export function shadeOf(price: number, dearest: number): number {
  if (!(price > 0) || !(dearest > 0)) return 0;
  return Math.max(1, Math.ceil((price / dearest) * shades));
}
