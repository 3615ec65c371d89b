import type { CampaignFile } from '#contract';
import { dayNumber, dayText } from './calendar.ts';
import { offersOf } from './catalogue.ts';

/** The campaigns of the demonstration: files as people would write them. */
export interface CampaignWishes {
  readonly id?: string;
  /** First day of the first wave. */
  readonly start: string;
  /** Days of each wave. */
  readonly waves?: readonly number[];
  readonly control?: number;
  readonly audience?: string;
}

export const stretchedUsers = {
  id: 'stretched-users',
  name: 'Users who stretch their data · 流量吃紧客户',
  rule: 'arpu between 30 and 400 and data_gb.mean3 > 1.2 * plan_data_gb and not dnd',
};
/** Those of a third of the city: enough for a result that can be read, and soon played. */
export const stretchedUsersOfThird = `${stretchedUsers.rule} and branch_id in ('branch-01', 'branch-04', 'branch-07', 'branch-10', 'branch-13', 'branch-16')`;
export const homesWithoutFibre = {
  id: 'homes-without-fibre',
  name: 'Homes without our fibre · 未装宽带家庭',
  rule: 'not has_broadband and arpu between 50 and 300 and tenure_months >= 12 and not dnd',
};

const orAll = (family: string) =>
  offersOf(family)
    .map((offer) => offer.id)
    .join('|');

/** Two waves in the month after the newest data: a pilot and the rest. */
export function dataPackCampaign(wishes: CampaignWishes): CampaignFile {
  return {
    campaign: wishes.id ?? 'autumn-data-packs',
    owner: 'city',
    objective: { en: 'Data packs for users who stretch their plan', zh: '为流量吃紧的客户推荐流量包' },
    audience: wishes.audience ?? stretchedUsers.rule,
    offers: [{ offer: 'data-10g', when: 'data_gb.mean3 < 15' }, { offer: 'data-30g' }],
    channels: [
      { channel: 'field', share: 0.5, minutes: 20 },
      { channel: 'call', share: 0.5, minutes: 8 },
    ],
    experiment: {
      control: wishes.control ?? 0.15,
      unit: 'customer',
      stratify_by: ['org_unit_id'],
      pair_by: [],
      arms: { standard: 1 },
    },
    waves: wavesFrom(wishes, [6, 9]),
    policy: { max_contacts: { per: '30d', count: 2 }, rest_days: 7 },
    work_order: {
      due_days: 7,
      script: {
        en: 'Say what the customer used last month and what the plan holds. Offer one pack, not three.',
        zh: '先说客户上月用量与套餐流量，再推荐一个合适的流量包，不要一次推三个。',
      },
      actions: [{ id: 'show-usage', label: { en: 'Show last month’s usage', zh: '展示上月用量' } }],
      feedback: [
        {
          field: 'rival_operator',
          label: { en: 'Second card of', zh: '副卡运营商' },
          type: 'choice',
          choices: ['none', 'mobile-a', 'unicom-b', 'broadnet'],
          required: false,
        },
        {
          field: 'spends_elsewhere',
          label: { en: 'Spends elsewhere (yuan a month)', zh: '他网消费(元/月)' },
          type: 'integer',
          required: false,
        },
      ],
    },
    kit: [
      {
        kind: 'questions',
        title: { en: 'Questions and answers', zh: '问答' },
        text: '“能随时退吗？” 可以，当月有效，次月起停。\n“速度一样吗？” 与套餐内流量一样。',
      },
    ],
    success: { order: orAll('data-pack'), within_days: 14 },
    budget: { total: 2_000_000, per_contact: { field: 6, call: 2 }, reward_per_success: 5, fixed: 5000 },
  };
}

/** Field and call again, another family and audience: what runs while the console is looked at. */
export function fibreCampaign(wishes: CampaignWishes): CampaignFile {
  const base = dataPackCampaign(wishes);
  return {
    ...base,
    campaign: wishes.id ?? 'winter-fibre',
    objective: { en: 'Fibre for homes that have none of ours', zh: '为未装宽带的家庭推荐光纤' },
    audience: wishes.audience ?? homesWithoutFibre.rule,
    // A visit looks at the wiring, so that there are hours for some visits only: who gets them is the planner's to weigh.
    channels: [
      { channel: 'field', share: 0.5, minutes: 45 },
      { channel: 'call', share: 0.5, minutes: 12 },
    ],
    // What the last winter's campaign brought, so that the planner can weigh visits, calls and offers against one another.
    offers: [
      { offer: 'fibre-500', when: 'arpu < 120', chance: 0.14 },
      { offer: 'fibre-1000', chance: 0.09 },
    ],
    experiment: {
      control: wishes.control ?? 0.1,
      unit: 'customer',
      stratify_by: ['org_unit_id'],
      pair_by: [],
      arms: { standard: 1 },
    },
    waves: wavesFrom(wishes, [8, 14]),
    work_order: {
      ...base.work_order,
      script: {
        en: 'Ask who is at home in the evening. Offer to look at the wiring for nothing.',
        zh: '询问晚间家中用网情况，可免费上门查看线路。',
      },
      actions: [{ id: 'check-cover', label: { en: 'Check that fibre reaches the house', zh: '核查光纤覆盖' } }],
    },
    success: { order: orAll('broadband'), within_days: 21 },
    budget: { total: 2_500_000, per_contact: { field: 15, call: 4 }, reward_per_success: 40, fixed: 8000 },
  };
}

/** A quarter first, then the rest, one after the other. */
function wavesFrom(wishes: CampaignWishes, days: readonly [number, number]): CampaignFile['waves'] {
  const [pilot = days[0], rest = days[1]] = wishes.waves ?? days;
  return [
    { share: 0.25, start: wishes.start, days: pilot },
    { share: 0.75, start: dayText(dayNumber(wishes.start) + pilot), days: rest },
  ];
}
