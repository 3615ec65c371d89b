import { statement, type Statement } from '#platform/warehouse';

export interface Split {
  /** What makes this draw its own: another salt is an independent draw. */
  readonly salt: string;
  /** The control group's share of every stratum. */
  readonly control: number;
  /** Weights of the arms, which share the rest. */
  readonly arms: Readonly<Record<string, number>>;
  /** Whether several rows may have one unit; they then get the same arm, in the stratum of the first of them by name. */
  readonly groups: boolean;
}

export const controlArm = 'control';

/**
 * Adds `arm` to the rows of a select that has `unit` and `stratum`. Within every stratum the units stand in the order of
 * their salted hash; the first share of them is control, the next ones are the arms. So every stratum has each arm's
 * share to within one unit (which units make up the fraction is a matter of the stratum's own hash), and the same rows
 * give the same arms, in whatever order they come.
 */
export function armSplit(rows: Statement, { salt, control, arms, groups }: Split): Statement {
  const weights = Object.entries(arms).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const shares = [control, ...weights.map(([, weight]) => ((1 - control) * weight) / total)];
  const bounds = shares.map((_, i) => shares.slice(0, i + 1).reduce((sum, share) => sum + share, 0));
  // Rounding must not leave the last unit without an arm.
  bounds[bounds.length - 1] = 2;
  const ofStratum = groups ? 'min(stratum) over (partition by unit)' : 'stratum';
  const hashed = `select *, cityHash64({splitSalt:String}, unit) as unit_hash, ${ofStratum} as split_stratum from (${rows.sql})`;
  return statement(
    `select ranked.*,
       (ranked.unit_rank - 1 + cityHash64({splitSalt:String}, 'offset', ranked.split_stratum) / 18446744073709551616.) / strata.units as place,
       arrayElement({splitArms:Array(String)}, arrayFirstIndex(bound -> place < bound, {splitBounds:Array(Float64)})) as arm
     from (select *, dense_rank() over (partition by split_stratum order by unit_hash) as unit_rank from (${hashed})) as ranked
     inner join (select split_stratum, uniqExact(unit_hash) as units from (${hashed}) group by split_stratum) as strata
       on ranked.split_stratum = strata.split_stratum`,
    {
      ...rows.params,
      splitSalt: `${salt}:arm`,
      splitArms: [controlArm, ...weights.map(([arm]) => arm)],
      splitBounds: bounds,
    },
  );
}
