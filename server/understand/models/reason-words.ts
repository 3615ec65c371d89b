import type { ScoreReason, Text2 } from '#contract';

/** What a reason says of a field's value. */
interface SaidOf {
  readonly label: Text2;
  readonly unit: string | null;
  readonly type: string;
}

const most = 4;
/** Fields that move the score by less than this share of the greatest are left out. */
const leastShare = 0.1;

/** The fields that move a customer's score most, in words; those of which nothing is known are told as missing. */
export function reasonsInWords(
  contributions: readonly { readonly field: string; readonly contribution: number }[],
  value: (field: string) => ScoreReason['value'],
  said: (field: string) => SaidOf,
): ScoreReason[] {
  const greatest = Math.max(0, ...contributions.map(({ contribution }) => Math.abs(contribution)));
  return contributions
    .filter(({ contribution }) => contribution !== 0 && Math.abs(contribution) >= greatest * leastShare)
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, most)
    .map(({ field, contribution }) => ({
      field,
      value: value(field),
      contribution,
      words: words(said(field), value(field), contribution > 0),
    }));
}

function words({ label, unit, type }: SaidOf, value: ScoreReason['value'], raises: boolean): Text2 {
  const [effectEn, effectZh] = raises ? ['raises it', '提高评分'] : ['lowers it', '降低评分'];
  if (value === null) return { en: `${label.en} is not known: ${effectEn}`, zh: `${label.zh}未知：${effectZh}` };
  if (type === 'boolean')
    return {
      en: `${label.en}: ${value === true ? 'yes' : 'no'} – ${effectEn}`,
      zh: `${label.zh}：${value === true ? '是' : '否'}，${effectZh}`,
    };
  const amount = typeof value === 'number' ? numberText(value) : String(value);
  const of = unit === null || unit === '' ? '' : ` ${unit}`;
  return { en: `${label.en} ${amount}${of} ${effectEn}`, zh: `${label.zh} ${amount}${of}，${effectZh}` };
}

/** At most three significant digits behind the point: people read it on a phone. */
const numberText = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)));
