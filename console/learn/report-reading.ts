import type { Estimate, ReportBlock } from '#contract';

export type Finding = 'more' | 'less' | 'unclear' | 'unknown';

/** What the interval of the lift allows to say: an effect is shown only when zero lies outside. */
export function findingOf({ estimate, low, high }: Estimate): Finding {
  if (estimate === null || low === null || high === null) return 'unknown';
  if (low > 0) return 'more';
  return high < 0 ? 'less' : 'unclear';
}

/** Whether nobody has ordered yet, treated or control: then there is no effect to speak of, whatever the interval says. */
export const nobodyYet = (arms: ReportBlock['arms']): boolean => arms.every(({ successes }) => successes === 0);

/** Below this a split as uneven as the one found is not chance (the usual threshold for a broken experiment). */
const brokenBelow = 0.001;
export const sampleIsBroken = (p: number): boolean => p < brokenBelow;

export const isControl = (arm: { readonly arm: string }): boolean => arm.arm === 'control';

type Arm = ReportBlock['arms'][number];

/** The control group, and all arms that got something taken together; one arm keeps its interval, several have none. */
export function sides(block: ReportBlock): { readonly control: Arm | undefined; readonly treated: Arm } {
  const control = block.arms.find(isControl);
  const arms = block.arms.filter((arm) => !isControl(arm));
  const [only] = arms;
  if (arms.length === 1 && only) return { control, treated: only };
  const sum = (of: (arm: Arm) => number) => arms.reduce((total, arm) => total + of(arm), 0);
  const targets = sum((arm) => arm.targets);
  const contacted = sum((arm) => arm.contacted);
  const successes = sum((arm) => arm.successes);
  return {
    control,
    treated: {
      arm: 'treated',
      targets,
      contacted,
      contactRate: targets > 0 ? contacted / targets : null,
      claimed: sum((arm) => arm.claimed),
      successes,
      rate: { estimate: targets > 0 ? successes / targets : null, low: null, high: null },
    },
  };
}

/** Targets of all arms, by which parts of a report are ordered. */
export const targetsOf = (block: ReportBlock): number => block.arms.reduce((sum, arm) => sum + arm.targets, 0);
