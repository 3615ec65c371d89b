import type { Text2 } from '#contract';

/** What formulas may name: one value a person and month. Money in yuan. */
export const indicators: Readonly<Record<string, { readonly label: Text2; readonly unit: string | null }>> = {
  customers: { label: { en: 'Customers owned', zh: '归属客户数' }, unit: null },
  revenue: { label: { en: 'Revenue of the month', zh: '当月收入' }, unit: 'CNY' },
  revenue_before: { label: { en: 'Revenue of the month before', zh: '上月收入' }, unit: 'CNY' },
  revenue_growth: { label: { en: 'Growth of revenue', zh: '收入增长率' }, unit: '' },
  natural_growth: { label: { en: 'Natural growth of the grid', zh: '网格自然增长率' }, unit: '' },
  new_orders: { label: { en: 'Orders of owned customers', zh: '归属客户订单数' }, unit: null },
  sold: { label: { en: 'Orders sold', zh: '受理订单数' }, unit: null },
  sold_amount: { label: { en: 'Amount sold', zh: '受理金额' }, unit: 'CNY/month' },
  targets: { label: { en: 'Targets', zh: '目标客户数' }, unit: null },
  contacted: { label: { en: 'Targets contacted', zh: '已接触目标客户数' }, unit: null },
  successes: { label: { en: 'Successes', zh: '成功数' }, unit: null },
  success_rate: { label: { en: 'Success rate', zh: '目标客户营销成功率' }, unit: '' },
  expected: { label: { en: 'Successes to be expected', zh: '预期成功数' }, unit: null },
  expected_rate: { label: { en: 'Success rate to be expected', zh: '预期成功率' }, unit: '' },
  mean_rate: { label: { en: 'Everybody’s success rate', zh: '全体成功率' }, unit: '' },
  verified: { label: { en: 'Feedback verified', zh: '已复核反馈数' }, unit: null },
  truth_rate: { label: { en: 'Truth rate', zh: '接触信息反馈真实率' }, unit: '' },
};

/** One person's indicators; null where there is nothing to tell. */
export type Indicators = Readonly<Record<string, number | null>>;
