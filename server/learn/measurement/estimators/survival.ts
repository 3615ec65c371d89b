/** At one time: how many had the event, and how many were watched no longer. Ascending times. */
export interface LifeTableRow {
  readonly time: number;
  readonly events: number;
  readonly censored: number;
}

/**
 * Share still without the event after `horizon`: E. L. Kaplan and P. Meier, J. Am. Stat. Assoc. 53 (1958); variance by
 * M. Greenwood (1926). Those censored at a time are at risk of the events of that time.
 */
export function kaplanMeier(rows: readonly LifeTableRow[], horizon: number): { survival: number; variance: number } {
  let atRisk = rows.reduce((sum, { events, censored }) => sum + events + censored, 0);
  let [survival, hazardVariance] = [1, 0];
  for (const { time, events, censored } of rows) {
    if (time > horizon) break;
    if (events > 0) {
      survival *= 1 - events / atRisk;
      hazardVariance += events / (atRisk * (atRisk - events));
    }
    atRisk -= events + censored;
  }
  return { survival, variance: survival === 0 ? 0 : survival ** 2 * hazardVariance };
}
