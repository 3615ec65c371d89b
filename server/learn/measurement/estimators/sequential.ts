/**
 * An interval that holds at any look, however often one looks: mixture of normals, H. Robbins, Ann. Math. Statist. 41
 * (1970); for two arms R. Johari, P. Koomen, L. Pekelis, D. Walsh, Oper. Res. 70 (2022); valid for any distribution in
 * the limit as the asymptotic confidence sequence of I. Waudby-Smith et al., Ann. Statist. 52 (2024), eq. (11).
 */
export interface SequentialInterval {
  readonly low: number;
  readonly high: number;
  /** Never rises above what it was at an earlier look, if the least one is kept. */
  readonly p: number;
}

/**
 * @param tunedFor the number of units (all arms of the comparison) at which the interval is meant to be narrowest; it
 * must be set before looking.
 */
export function sequentialInterval(
  effect: { readonly estimate: number; readonly standardError: number; readonly units: number },
  { level, tunedFor }: { readonly level: number; readonly tunedFor: number },
): SequentialInterval {
  const { estimate, standardError, units } = effect;
  const alpha = 1 - level;
  const rho2 = (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tunedFor;
  const grown = units * rho2 + 1;
  // σ² = units × standardError²; half² = σ² · 2(nρ²+1)/(n²ρ²) · ln(√(nρ²+1)/α)
  const half = standardError * Math.sqrt(((2 * grown) / (units * rho2)) * Math.log(Math.sqrt(grown) / alpha));
  const z2 = standardError === 0 ? (estimate === 0 ? 0 : Infinity) : (estimate / standardError) ** 2;
  const logRatio = (z2 / 2) * ((units * rho2) / grown) - Math.log(grown) / 2;
  return { low: estimate - half, high: estimate + half, p: Math.min(1, Math.exp(-logRatio)) };
}
