import type { SegmentMeasure } from '#contract';
import { readFields } from '#know/customers';
import { readFormula, type Catalogue } from '#query';
import type { Db } from '#platform/records';

type Suggested = SegmentMeasure & { readonly family: string; readonly chosen: boolean };

const measure = (
  family: string,
  id: string,
  formula: string,
  label: SegmentMeasure['label'],
  more: { readonly chosen?: false; readonly missing?: 'zero' } = {},
): Suggested => ({
  id,
  label,
  formula,
  transform: 'auto',
  missing: more.missing ?? 'median',
  family,
  chosen: more.chosen ?? true,
});

/**
 * What tells the customers of an operator apart, by family of fields: how much, of what kind, and where it is going.
 * Shares beside amounts, since amounts alone find the heavy and the light users again and again. What describes everybody
 * alike, and what is a consequence (arrears, complaints), is offered and not chosen.
 */
const suggestions: readonly Suggested[] = [
  measure('voice', 'voice', 'voice_minutes.mean6', { en: 'Voice minutes', zh: '通话时长' }),
  measure('voice', 'long_distance_share', 'long_distance_minutes.mean6 / voice_minutes.mean6', {
    en: 'Share of long distance',
    zh: '长途占比',
  }),
  measure('voice', 'sms', 'sms.mean6', { en: 'Text messages', zh: '短信条数' }),
  measure('data', 'data', 'data_gb.mean6', { en: 'Mobile data', zh: '移动流量' }),
  measure('data', 'video_share', 'video_gb.mean6 / data_gb.mean6', { en: 'Share of video', zh: '视频占比' }),
  measure('data', 'broadband', 'broadband_gb.mean6', { en: 'Broadband use', zh: '宽带流量' }, { missing: 'zero' }),
  measure('data', 'data_trend', 'data_gb.trend6', { en: 'Trend of data', zh: '流量趋势' }),
  measure('voice', 'voice_trend', 'voice_minutes.trend6', { en: 'Trend of voice', zh: '通话趋势' }),
  measure('holding', 'plan_fee', 'plan_fee', { en: 'Plan fee', zh: '套餐月费' }),
  measure('competition', 'rival_calls', 'rival_calls.mean6', {
    en: 'Calls to rivals’ hotlines',
    zh: '拨打竞争对手热线',
  }),
  measure('revenue', 'arpu', 'arpu.mean6', { en: 'Revenue a month', zh: '月均收入' }, { chosen: false }),
  measure('voice', 'roaming', 'roaming_minutes.mean6', { en: 'Roaming minutes', zh: '漫游时长' }, { chosen: false }),
  measure(
    'data',
    'night_share',
    'night_data_gb.mean6 / data_gb.mean6',
    { en: 'Share of data at night', zh: '夜间流量占比' },
    { chosen: false },
  ),
  measure(
    'payment',
    'late_payments',
    'late_payments_6m',
    { en: 'Late payments in 6 months', zh: '半年欠费次数' },
    { chosen: false, missing: 'zero' },
  ),
  measure(
    'service',
    'complaints',
    'complaints_12m',
    { en: 'Complaints in 12 months', zh: '年投诉次数' },
    { chosen: false, missing: 'zero' },
  ),
  measure(
    'service',
    'service_contacts',
    'service_contacts_90d',
    { en: 'Service contacts in 90 days', zh: '90天服务次数' },
    { chosen: false, missing: 'zero' },
  ),
  measure('identity', 'tenure', 'tenure_months', { en: 'Months with us', zh: '在网月数' }, { chosen: false }),
  measure('identity', 'age', 'age', { en: 'Age', zh: '年龄' }, { chosen: false }),
];

/** Those whose fields the record has; where it has none of them, every number of the record, the means chosen. */
export async function suggestMeasures(db: Db, catalogue: Catalogue): Promise<Suggested[]> {
  const fitting = suggestions.filter(({ formula }) => readFormula(formula, catalogue).ok);
  if (fitting.filter(({ chosen }) => chosen).length >= 2) return fitting;
  const numbers = (await readFields(db)).filter(
    ({ type, family }) => (type === 'number' || type === 'integer') && family !== 'ownership',
  );
  return numbers.slice(0, 60).map(({ name, label, family }, i) => ({
    ...measure(family, `m${i}`, name, label),
    chosen: !/\.(trend|change)/.test(name) && i < 12,
  }));
}
