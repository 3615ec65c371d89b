import type { CampaignFile, ProblemDetail } from '#contract';
import { readAnyRule, readRule, type Catalogue, type Checked, type Rule } from '#query';
import { ruleProblemDetail } from '#understand/audiences';
import { drawnTogetherBy, successOrders, windowDays } from './campaign.ts';
import { numberField } from './number-field.ts';
import { checkGate } from './gate.ts';
import { methodOf } from './scheduler.ts';

/** What a file is checked against. */
export interface Known {
  readonly catalogue: Catalogue;
  readonly offers: ReadonlySet<string>;
}

const longestWindowDays = 365;
const sharesSumTo1 = (shares: readonly number[]): boolean =>
  Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-6;

/** Everything that is wrong with a campaign file, each with its place in it. */
export function fileProblems(file: CampaignFile, known: Known): ProblemDetail[] {
  return [
    ...shapeProblems(file),
    ...offerProblems(file, known),
    ...chanceProblems(file, known),
    ...pairProblems(file, known),
    ...ruleProblems(file, known),
  ];
}

function shapeProblems(file: CampaignFile): ProblemDetail[] {
  const problems: ProblemDetail[] = [];
  const report = (holds: boolean, code: string, place: string, message: string) => {
    if (!holds) problems.push({ code, place, message });
  };
  report(
    sharesSumTo1(file.waves.map((wave) => wave.share)),
    'shares-not-1',
    'waves',
    'The shares of the waves must add up to 1.',
  );
  report(
    sharesSumTo1(file.channels.map((channel) => channel.share)),
    'shares-not-1',
    'channels',
    'The shares of the channels must add up to 1.',
  );
  file.waves.forEach((wave, i) => {
    const before = file.waves[i - 1];
    report(
      !before || wave.start > before.start,
      'waves-out-of-order',
      `waves.${i}.start`,
      'A wave starts after the one before it.',
    );
  });
  repeated(file.channels.map((channel) => channel.channel)).forEach((i) =>
    report(false, 'repeated', `channels.${i}.channel`, 'This channel is there twice.'),
  );
  report(
    !('control' in file.experiment.arms),
    'reserved-name',
    'experiment.arms.control',
    'The control group is not an arm; its size is experiment.control.',
  );
  report(Object.keys(file.experiment.arms).length > 0, 'no-arm', 'experiment.arms', 'There must be at least one arm.');
  const { pair_by: pairBy, control, stratify_by: strata } = file.experiment;
  report(
    pairBy.length === 0 || control === 0.5,
    'pairs-are-halves',
    'experiment.control',
    'Of each pair one is control: where pairs are drawn, control is half (0.5).',
  );
  report(
    pairBy.length === 0 || strata.length === 0,
    'pairs-or-strata',
    'experiment.stratify_by',
    'A pair is a stratum of its own: draw by pairs or by strata.',
  );
  const days = file.policy.max_contacts ? windowDays(file.policy.max_contacts.per) : 1;
  report(
    days >= 1 && days <= longestWindowDays,
    'out-of-range',
    'policy.max_contacts.per',
    `From 1d to ${longestWindowDays}d.`,
  );
  return problems;
}

function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, i) => (values.indexOf(value) < i ? [i] : []));
}

/** What pairs are to be alike in is a number of the record. */
function pairProblems({ experiment }: CampaignFile, { catalogue }: Known): ProblemDetail[] {
  return experiment.pair_by.flatMap((name, i) =>
    numberField(catalogue, name) !== undefined
      ? []
      : [
          {
            code: 'unknown-name',
            place: `experiment.pair_by.${i}`,
            message: `There is no score or number field ${name} in which pairs could be alike.`,
          },
        ],
  );
}

/** A chance is of something that the record has, and is a number there. */
function chanceProblems({ offers }: CampaignFile, { catalogue }: Known): ProblemDetail[] {
  return offers.flatMap(({ chance }, i) =>
    typeof chance !== 'string' || numberField(catalogue, chance) !== undefined
      ? []
      : [
          {
            code: 'unknown-name',
            place: `offers.${i}.chance`,
            message: `There is no score or number field ${chance}; a chance is a share such as 0.05, or names one.`,
          },
        ],
  );
}

function offerProblems(file: CampaignFile, { offers }: Known): ProblemDetail[] {
  const places = [
    ...file.offers.map(({ offer }, i) => [offer, `offers.${i}.offer`] as const),
    ...successOrders(file).map((order) => [order, 'success.order'] as const),
  ];
  return places.flatMap(([offer, place]) =>
    offers.has(offer) ? [] : [{ code: 'unknown-offer', place, message: `There is no active offer ${offer}.` }],
  );
}

function ruleProblems(file: CampaignFile, { catalogue }: Known): ProblemDetail[] {
  const { unit } = file.experiment;
  const fields = [
    ...file.experiment.stratify_by.map((field, i) => [field, `experiment.stratify_by.${i}`] as const),
    ...(unit === 'household' || unit === 'manager' ? [[drawnTogetherBy[unit], 'experiment.unit'] as const] : []),
  ];
  return [
    ...inRule('audience', readAnyRule(file.audience, catalogue)),
    ...file.offers.flatMap(({ when }, i) =>
      when === undefined ? [] : inRule(`offers.${i}.when`, readRule(when, catalogue)),
    ),
    ...file.waves.flatMap(({ gate }, i) => (gate === undefined ? [] : inRule(`waves.${i}.gate`, checkGate(gate)))),
    ...fields.flatMap(([field, place]) =>
      Object.hasOwn(catalogue.fields, field)
        ? []
        : [{ code: 'unknown-name', place, message: `The customer record has no field ${field}.` }],
    ),
  ];
}

function inRule(place: string, checked: Checked<Rule>): ProblemDetail[] {
  return checked.ok ? [] : checked.problems.map((problem) => ruleProblemDetail(problem, place));
}

/** What keeps a file from being handed in. */
export function submissionProblems(file: CampaignFile, cost: { contactCostFen: number }): ProblemDetail[] {
  const problems: ProblemDetail[] = [];
  if (file.experiment.control === 0 && !file.experiment.waiver) {
    problems.push({
      code: 'control-needed',
      place: 'experiment.control',
      message: 'Nothing is believed without a control group. Give it a share, or write a waiver: by whom and why.',
    });
  }
  // The planner keeps within the budget; the simple rule would not.
  if (methodOf(file) === 'simple' && cost.contactCostFen > Math.round(file.budget.total * 100)) {
    problems.push({
      code: 'over-budget',
      place: 'budget.total',
      message: `Contacts and fixed costs come to ${(cost.contactCostFen / 100).toFixed(2)} yuan; the budget is ${file.budget.total.toFixed(2)}.`,
    });
  }
  return problems;
}
