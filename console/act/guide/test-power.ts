/**
 * The smallest difference of two success rates that a test of this size finds four times in five, at the usual 5%:
 * (z₀.₉₇₅ + z₀.₈) √(p (1 − p) (1/n₁ + 1/n₀)), both sides at the control group's rate `p`
 * (Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd ed., ch. 4, without continuity correction).
 * null where one side is empty.
 */
export function smallestFound(treated: number, control: number, rate: number): number | null {
  if (treated < 1 || control < 1) return null;
  const bothQuantiles = 1.959964 + 0.841621;
  return bothQuantiles * Math.sqrt(rate * (1 - rate) * (1 / treated + 1 / control));
}
