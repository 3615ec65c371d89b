export const analysisEn = {
  title: 'Every arm and metric',
  about:
    'Held for differences before it began (revenue of the month before) and for the strata; p is for all comparisons together (Holm).',
  weaker: 'weaker evidence',
  randomised: 'drawn by chance',
  metric: 'Metric',
  success: 'Success',
  revenue: 'Revenue a target',
  plain: 'Unadjusted {{value}} of {{n}}',
  p: 'p, adjusted',
  anyLook: 'At any look',
  anyLookP: 'p at any look: {{p}}',
  chance: 'Chance to beat control',
  loss: 'Expected loss',
  method: 'Estimator',
  explained: 'variance less by {{share}}',
  pairs: '{{pairs}} pairs',
  methods: {
    proportions: 'difference of proportions',
    welch: 'difference of means (Welch)',
    'ratio-delta': 'ratio (delta method)',
    winsorised: 'large amounts capped',
    cuped: 'adjusted for the past (CUPED)',
    'post-stratified': 'by strata',
    'cluster-robust-cr1': 'groups as a whole',
    normal: 'normal',
    paired: 'differences of pairs',
    'matched-nearest-propensity': 'matched by the chance of treatment',
  },
} as const;

export const segmentsEn = {
  title: 'Whom it worked for',
  none: 'There is nothing to compare within',
  noneAdvice: 'Choose another cut: this one has fewer than two parts with a control group.',
  differ: 'The effect is not the same everywhere (p = {{p}})',
  alike: 'Chance alone would make the parts differ like this (p = {{p}})',
  note: 'Effects drawn towards their mean, as far as chance explains the differences; true effects vary by {{sd}}. The table has the undrawn ones too.',
  own: 'By itself',
  shrunken: 'Drawn to the mean',
} as const;

export const alarmsEn = {
  title: 'Can it be believed?',
  sizeOf: '{{arm}} {{n}} (expected {{expected}})',
  balance: 'Before it began',
  balanced: '{{arm}}: the past ({{covariate}}) was alike, difference {{difference}} (p = {{p}}).',
  unbalanced:
    '{{arm}}: the past ({{covariate}}) differed by {{difference}} (p = {{p}}). Chance does not do that: find out why.',
  novelty: 'Does it last?',
  noveltyWaits: 'To be seen when the windows in which successes count are over.',
  noveltyOf: {
    lasting: '{{arm}}: {{early}} in the first half of the window, {{late}} in the second (p = {{p}}).',
    fading: '{{arm}}: it fades, {{early}} in the first half of the window, {{late}} in the second (p = {{p}}).',
    'brought-forward':
      '{{arm}}: after {{early}} in the first half it is {{late}} in the second. Orders came sooner, not more of them.',
  },
} as const;

export const returnEn = {
  title: 'What it cost and returned',
  customers: 'From the audience to the successes it brought',
  yuan: 'From the revenue it brought to the profit',
  unit: { customers: 'Customers', yuan: 'Yuan' },
  step: 'Step',
  steps: {
    audience: 'Audience',
    excluded: 'Excluded',
    control: 'Control group',
    targets: 'Targets',
    contacted: 'Contacted',
    successes: 'Successes',
    'incremental-successes': 'More than doing nothing',
    'incremental-revenue': 'More revenue',
    'incremental-margin': 'More margin',
    contacts: 'Contacts',
    rewards: 'Rewards',
    fixed: 'Fixed',
    profit: 'Profit',
  },
  definitions: 'Return, by every definition',
  called: 'Called',
  formula: 'Which is',
  value: 'Figure',
  of: {
    'revenue-per-yuan': 'Revenue per yuan',
    'revenue-return': 'Return on revenue',
    'margin-return': 'Return on margin (ROI)',
    profit: 'Profit',
    'payback-months': 'Payback',
  },
  how: {
    'revenue-per-yuan': 'revenue ÷ cost',
    'revenue-return': '(revenue − cost) ÷ cost',
    'margin-return': '(margin − cost) ÷ cost',
    profit: 'margin − cost',
    'payback-months': 'cost ÷ monthly margin',
  },
  open: 'not known',
  none: 'Without a comparison no return can be told',
  months: '{{months}} months',
  costs: 'Costs, plan against actual',
  spent: 'Spent',
  planned: 'Planned',
  left: 'Left',
} as const;

export const sharesEn = {
  title: 'The next wave, shared out',
  about:
    'By Thompson sampling: each arm gets its chance to be the best under what has been seen so far, and none less than a tenth, so that all can still be told apart. The control group is not touched.',
  best: 'Chance to be the best',
  share: 'Share of the treated',
};

export const matchedEn = {
  title: 'Were they alike before?',
  about:
    'Each of {{treated}} treated beside the untreated customer who was as likely to be treated: {{taken}} of {{untreated}}. Only what the record knows is made alike. This is weaker evidence than a control group.',
  matchedRate: 'Matched',
  covariate: 'Known before',
  before: 'Apart before matching (sd)',
  after: 'After',
  alike: 'Alike',
  yes: 'alike',
  no: 'not alike',
} as const;

/** What the analysis warns of, by its code. */
export const warningsEn = {
  'weaker-evidence':
    'Chance did not decide who was treated: this is weaker evidence. The groups may have differed, or changed, for other reasons.',
  'not-alike':
    'The treated and those matched to them still differ: there are not enough untreated customers like them.',
  'small-strata': 'Strata of fewer than two units in an arm are left out.',
  'too-few-clusters': 'There are too few groups for an interval.',
  'incomplete-pairs': 'Some pairs lack one side and are left out.',
  'few-clusters': 'There are few groups, and the interval is too narrow then. Believe the permutation test beside it.',
  'clusters-across-arms': 'Some groups stand in several arms; that is allowed for.',
  'sample-ratio':
    'The arms do not have the sizes that chance should give them: find out why before believing the differences.',
  balance: 'An arm differed from control before anything was done.',
  sampled: 'There are so many customers that a sample was matched.',
} as const;
