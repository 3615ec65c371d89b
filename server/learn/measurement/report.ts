import type { CampaignFile, Report, ReportBlock } from '#contract';
import { addGroups, groupedDifference, independentWorth } from './groups.ts';
import type { Cut, Sums } from './report-sums.ts';
import {
  difference,
  differenceOfMeans,
  nothing,
  rate,
  relativeLift,
  sampleRatio,
  scaled,
  type Moments,
  type Proportion,
} from './statistics.ts';

/** What a campaign pays, and how chance was to split it. */
export interface Terms {
  readonly control: number;
  readonly arms: Readonly<Record<string, number>>;
  /** Yuan. */
  readonly rewardPerSuccess: number;
  readonly fixed: number;
}

export const termsOf = ({ experiment, budget }: Pick<CampaignFile, 'experiment' | 'budget'>): Terms => ({
  control: experiment.control,
  arms: experiment.arms,
  rewardPerSuccess: budget.reward_per_success,
  fixed: budget.fixed,
});

/** How many independent customers one of each side is worth; 1 where each was drawn by itself. */
export interface Worth {
  readonly treated: number;
  readonly control: number;
}
/** Of the whole campaign. */
export function worthOf(sums: readonly Sums[]): Worth {
  const whole = sums.filter((row) => row.cut === 'all');
  const of = (rows: readonly Sums[]) => {
    const all = total(rows);
    return all.targets === 0 ? 1 : proportion(all).n / all.targets;
  };
  return { treated: of(whole.filter((row) => !isControl(row))), control: of(whole.filter(isControl)) };
}

const isControl = ({ arm }: Pick<Sums, 'arm'>) => arm === 'control';

/** Makes the whole report of its sums. Pure. */
export function makeReport(sums: readonly Sums[], terms: Terms): ReportBlock & Pick<Report, 'by'> {
  const whole = sums.filter((row) => row.cut === 'all');
  const treated = total(whole.filter((row) => !isControl(row)));
  const cut = (name: Cut) => {
    const groups = Map.groupBy(
      sums.filter((row) => row.cut === name && row.key !== ''),
      (row) => row.key,
    );
    return [...groups]
      .map(([key, rows]) => ({ key, ...block(rows, terms, treated.targets) }))
      .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
  };
  return {
    ...block(whole, terms, treated.targets),
    by: {
      arm: byArm(whole, terms, treated.targets),
      wave: cut('wave'),
      org_unit: cut('org_unit'),
      grid: cut('grid'),
      manager: cut('manager'),
      offer: cut('offer'),
      channel: cut('channel'),
      segment: cut('segment'),
    },
  };
}

/** Each treated arm against the same control group. */
function byArm(whole: readonly Sums[], terms: Terms, treatedTargets: number) {
  const control = whole.filter(isControl);
  return whole
    .filter((row) => !isControl(row))
    .map((row) => ({ key: row.arm, ...block([row, ...control], terms, treatedTargets) }));
}

function block(rows: readonly Sums[], terms: Terms, treatedTargets: number): ReportBlock {
  const treated = total(rows.filter((row) => !isControl(row)));
  const control = total(rows.filter(isControl));
  const cost = costOf(treated, terms, treatedTargets);
  const margin = incremental(treated, control, 'margin');
  const profit = margin.estimate === null ? null : margin.estimate - cost.total;
  return {
    arms: rows
      .map(armOf)
      .sort((a, b) => Number(a.arm === 'control') - Number(b.arm === 'control') || a.arm.localeCompare(b.arm)),
    lift: {
      absolute: difference(proportion(treated), proportion(control)),
      relative: relativeLift(proportion(treated), proportion(control)),
    },
    incremental: {
      successes: scaled(difference(proportion(treated), proportion(control)), treated.targets),
      revenue: incremental(treated, control, 'revenue'),
    },
    cost,
    profit,
    roi: profit === null || cost.total === 0 ? null : profit / cost.total,
    sample_ratio: { p: sampleRatioOf(rows, terms) },
  };
}

type Totals = Omit<Sums, 'cut' | 'key' | 'arm'>;

function total(rows: readonly Sums[]): Totals {
  const add = (name: Exclude<keyof Totals, 'groups'>) => rows.reduce((sum, row) => sum + row[name], 0);
  const groups = addGroups(rows);
  return {
    ...(groups && { groups }),
    targets: add('targets'),
    contacted: add('contacted'),
    claimed: add('claimed'),
    successes: add('successes'),
    rewarded: add('rewarded'),
    revenue: add('revenue'),
    revenueSquares: add('revenueSquares'),
    margin: add('margin'),
    contactCost: add('contactCost'),
  };
}

/** Where whole groups were drawn: so many independent customers as they are worth. */
function proportion({ targets, successes, groups }: Totals): Proportion {
  const plain = { n: targets, successes };
  return groups ? independentWorth(plain, groups) : plain;
}
const moments = ({ targets, revenue, revenueSquares }: Totals): Moments => ({
  n: targets,
  sum: revenue,
  squares: revenueSquares,
});

/** What the treated brought over what as many of the control group brought. The margin has no interval of its own: it follows the revenue. */
function incremental(treated: Totals, control: Totals, of: 'revenue' | 'margin') {
  if (treated.targets < 2 || control.targets < 2) return nothing;
  if (of === 'revenue') {
    const perTarget =
      treated.groups && control.groups
        ? groupedDifference(
            { n: treated.targets, sum: treated.revenue, groups: treated.groups },
            { n: control.targets, sum: control.revenue, groups: control.groups },
          )
        : differenceOfMeans(moments(treated), moments(control));
    return scaled(perTarget, treated.targets);
  }
  return { ...nothing, estimate: treated.margin - (control.margin / control.targets) * treated.targets };
}

/** Fixed cost is spread over treated targets, so that the parts add up to the whole. */
function costOf(treated: Totals, terms: Terms, treatedTargets: number): ReportBlock['cost'] {
  const contacts = treated.contactCost;
  const rewards = treated.rewarded * terms.rewardPerSuccess;
  const fixed = treatedTargets === 0 ? 0 : (terms.fixed * treated.targets) / treatedTargets;
  return { contacts, rewards, fixed, total: contacts + rewards + fixed };
}

function armOf(row: Sums): ReportBlock['arms'][number] {
  return {
    arm: row.arm,
    targets: row.targets,
    contacted: row.contacted,
    contactRate: row.targets === 0 ? null : row.contacted / row.targets,
    claimed: row.claimed,
    successes: row.successes,
    rate: rate(proportion(row)),
  };
}

/** Only chance decides how many (groups, where groups were drawn) are in each arm; a p value near 0 says that something else did too. */
function sampleRatioOf(rows: readonly Sums[], terms: Terms): number | null {
  const weights = Object.values(terms.arms).reduce((sum, weight) => sum + weight, 0);
  const planned = [
    ...Object.entries(terms.arms).map(([arm, weight]) => ({ arm, share: ((1 - terms.control) * weight) / weights })),
    { arm: 'control', share: terms.control },
  ];
  return sampleRatio(
    planned.map(({ arm, share }) => {
      const row = rows.find((one) => one.arm === arm);
      return { share, n: row?.groups?.count ?? row?.targets ?? 0 };
    }),
  );
}

/** What a reader must know before believing the figures. */
export function caveats(facts: {
  readonly file: CampaignFile;
  readonly today: string;
  readonly lastOrder: string | null;
  readonly windowEnd: string;
  readonly sampleRatio: number | null;
}): Report['caveats'] {
  const { file, today, lastOrder, windowEnd, sampleRatio: p } = facts;
  const found: Report['caveats'] = [];
  if (file.experiment.control === 0) {
    const { by = 'nobody', why = '' } = file.experiment.waiver ?? {};
    found.push({
      code: 'no-control',
      message: `There is no control group, so no lift can be told. ${by} waived it: ${why}`,
    });
  }
  if (file.experiment.unit !== 'customer')
    found.push({
      code: 'drawn-together',
      message: `Chance drew each ${file.experiment.unit} as a whole: the intervals allow for it. With few groups believe the permutation test of the analysis.`,
    });
  if (file.experiment.pair_by.length > 0)
    found.push({
      code: 'drawn-in-pairs',
      message:
        'One of each pair of alike was treated. The analysis goes by the differences of the pairs and is the narrower; the intervals of the report leave the pairs out of account and are rather too wide.',
    });
  if (today < windowEnd)
    found.push({
      code: 'window-open',
      message: `Successes count until ${windowEnd}; these are the figures of ${today}.`,
    });
  if (lastOrder === null)
    found.push({ code: 'no-orders', message: 'No order of the campaign’s offers has been loaded.' });
  else if (lastOrder < windowEnd)
    found.push({
      code: 'orders-incomplete',
      message: `Orders are loaded up to ${lastOrder}; successes count until ${windowEnd}.`,
    });
  if (p !== null && p < 0.001)
    found.push({
      code: 'sample-ratio',
      message: `The arms do not have the sizes that chance should give them (p = ${p.toExponential(1)}): find out why before believing the lift.`,
    });
  return found;
}
