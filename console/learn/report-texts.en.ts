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
