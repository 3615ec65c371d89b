import { TrainingInput, type ModelTarget } from '#contract';

/** What the form holds: every kind's questions side by side, of which only those of the chosen kind count. */
export interface TrainingChoices {
  readonly name?: string;
  readonly kind: ModelTarget['kind'];
  readonly months: number;
  readonly offers: readonly string[];
  readonly product: string;
  readonly daysLate: number;
  readonly rule: string;
  readonly campaign?: string;
  readonly population: string;
  readonly learner: TrainingInput['learner'];
  readonly upliftLearner: TrainingInput['upliftLearner'];
  readonly exclude: readonly string[];
  readonly fairness: readonly string[];
  readonly dropLeaks: boolean;
}

export const kinds: readonly ModelTarget['kind'][] = [
  'churn',
  'take-up',
  'product',
  'arrears',
  'value',
  'response',
  'uplift',
  'look-alike',
  'rule',
];

/** The choices to begin with: those of the model where it has been trained before. */
export function firstChoices(target: ModelTarget | undefined): TrainingChoices {
  const rule = target && 'rule' in target && typeof target.rule === 'string' ? target.rule : '';
  return {
    kind: target?.kind ?? 'churn',
    months: target && 'months' in target ? target.months : 2,
    offers: target?.kind === 'take-up' ? target.offers : [],
    product: target?.kind === 'product' ? target.product : '',
    daysLate: target?.kind === 'arrears' ? target.daysLate : 10,
    rule,
    ...(target && 'campaign' in target && { campaign: target.campaign }),
    population: '',
    learner: 'trees',
    upliftLearner: 'x-learner',
    exclude: [],
    fairness: [],
    dropLeaks: true,
  };
}

/** What is sent of them. */
export function inputOf(choices: TrainingChoices): TrainingInput {
  const { learner, upliftLearner, dropLeaks } = choices;
  return TrainingInput.parse({
    target: targetOf(choices),
    ...(choices.population.trim() !== '' && { population: choices.population.trim() }),
    learner,
    upliftLearner,
    exclude: [...choices.exclude],
    fairness: [...choices.fairness],
    dropLeaks,
  });
}

function targetOf(choices: TrainingChoices): unknown {
  const { kind, months } = choices;
  switch (kind) {
    case 'churn':
    case 'value':
      return { kind, months };
    case 'take-up':
      return { kind, months, offers: choices.offers };
    case 'product':
      return { kind, months, product: choices.product };
    case 'arrears':
      return { kind, months, daysLate: choices.daysLate };
    case 'rule':
      return { kind, months, rule: choices.rule };
    case 'look-alike':
      return { kind, rule: choices.rule };
    case 'response':
    case 'uplift':
      return { kind, campaign: choices.campaign };
  }
}
