import type { Campaign, Report } from '#contract';
import { sampleIsBroken, sides } from '../learn/report-reading.ts';

/** What deserves a look, the worst first. Numbers are for the sentence. */
export type Remark =
  | { readonly kind: 'gate-held'; readonly wave: number; readonly gate: string }
  | { readonly kind: 'sample-ratio'; readonly p: number }
  | { readonly kind: 'unscheduled'; readonly people: number; readonly share: number }
  | { readonly kind: 'late'; readonly wave: number; readonly start: string }
  | { readonly kind: 'claims'; readonly person: string; readonly claimed: number; readonly matched: number }
  | { readonly kind: 'slow-grid'; readonly grid: string; readonly share: number; readonly usual: number }
  | { readonly kind: 'budget'; readonly spent: number; readonly total: number };

interface Exclusions {
  readonly unscheduled: readonly { readonly reason: string; readonly count: number }[];
}
/** Reasons that working time would mend. */
const forWantOfTime: readonly string[] = ['crowded-out', 'no-capacity'];
/** Below these nobody should be troubled. */
const unscheduledShare = 0.02;
const budgetShare = 0.8;
const fewClaims = 10;
/** So many times what was matched is claimed. */
const claimedTimes = 2;
const fewTargets = 50;
const slowShare = 0.5;
const mostOfAKind = 3;

/** Reads the campaign and its running report for what is out of the ordinary. Pure. */
export function deservesLook(
  campaign: Campaign,
  { report, exclusions, today }: { report?: Report | undefined; exclusions?: Exclusions | undefined; today: string },
): readonly Remark[] {
  return [
    ...campaign.waves.flatMap((wave): Remark[] =>
      wave.state === 'held' ? [{ kind: 'gate-held', wave: wave.wave, gate: wave.gate ?? '' }] : [],
    ),
    ...(report && report.sample_ratio.p !== null && sampleIsBroken(report.sample_ratio.p)
      ? [{ kind: 'sample-ratio', p: report.sample_ratio.p } as const]
      : []),
    ...ofPlan(campaign, exclusions, today),
    ...(report ? ofWork(report) : []),
    ...(report && report.cost.total > budgetShare * campaign.file.budget.total
      ? [{ kind: 'budget', spent: report.cost.total, total: campaign.file.budget.total } as const]
      : []),
  ];
}

function ofPlan({ counts, waves, state }: Campaign, exclusions: Exclusions | undefined, today: string): Remark[] {
  const unscheduled = exclusions?.unscheduled.filter(({ reason }) => forWantOfTime.includes(reason)) ?? [];
  const people = unscheduled.reduce((sum, { count }) => sum + count, 0);
  const share = counts.treated ? people / counts.treated : 0;
  const late =
    state === 'running' || state === 'scheduled'
      ? waves.find((wave) => wave.state === 'planned' && wave.start < today)
      : undefined;
  return [
    ...(share > unscheduledShare ? [{ kind: 'unscheduled', people, share } as const] : []),
    ...(late ? [{ kind: 'late', wave: late.wave, start: late.start } as const] : []),
  ];
}

/** People whose claims the orders do not bear out, and grids that are far behind the middle one. */
function ofWork({ by }: Report): Remark[] {
  const claims = (by.manager ?? [])
    .map((part) => ({ person: part.key, ...sides(part).treated }))
    .filter(({ claimed, successes }) => claimed >= fewClaims && claimed > claimedTimes * successes)
    .sort((a, b) => b.claimed - b.successes - (a.claimed - a.successes))
    .slice(0, mostOfAKind)
    .map(({ person, claimed, successes }): Remark => ({ kind: 'claims', person, claimed, matched: successes }));
  const rates = (by.grid ?? [])
    .map((part) => ({ grid: part.key, ...sides(part).treated }))
    .filter((part) => part.targets >= fewTargets && part.contactRate !== null)
    .sort((a, b) => (a.contactRate ?? 0) - (b.contactRate ?? 0));
  const usual = rates[Math.floor(rates.length / 2)]?.contactRate ?? 0;
  const slow = rates
    .filter((part) => (part.contactRate ?? 0) < slowShare * usual)
    .slice(0, mostOfAKind)
    .map(({ grid, contactRate }): Remark => ({ kind: 'slow-grid', grid, share: contactRate ?? 0, usual }));
  return [...claims, ...slow];
}
