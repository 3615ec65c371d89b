import type { Campaign } from '#contract';

/** From the audience to yes. Those who left on the way stand aside: they are not the base of the next step. */
export function campaignSteps(counts: Campaign['counts']) {
  return [
    { key: 'audience', value: counts.audience, aside: false },
    { key: 'excluded', value: counts.excluded, aside: true },
    { key: 'control', value: counts.control, aside: true },
    { key: 'treated', value: counts.treated, aside: false },
    { key: 'unscheduled', value: counts.unscheduled, aside: true },
    { key: 'scheduled', value: counts.scheduled, aside: false },
    { key: 'released', value: counts.released, aside: false },
    { key: 'done', value: counts.done, aside: false },
    { key: 'accepted', value: counts.accepted, aside: false },
  ] as const;
}
