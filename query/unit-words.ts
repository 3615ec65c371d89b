import type { Language } from './catalogue.ts';
import type { Unit } from './unit.ts';

/** How units are said: English one and many, Chinese after a number and after a slash. Others are said as they are written. */
const words: Readonly<
  Record<string, { readonly en: readonly [string, string]; readonly zh: readonly [string, string] }>
> = {
  day: { en: ['day', 'days'], zh: ['天', '天'] },
  month: { en: ['month', 'months'], zh: ['个月', '月'] },
  year: { en: ['year', 'years'], zh: ['年', '年'] },
  minute: { en: ['minute', 'minutes'], zh: ['分钟', '分钟'] },
  count: { en: ['time', 'times'], zh: ['次', '次'] },
  CNY: { en: ['CNY', 'CNY'], zh: ['元', '元'] },
};

/** A number with its unit: 24 months, 90 CNY/month, 90元/月. */
export function sayAmount(amount: number, text: string, unit: Unit, language: Language): string {
  const say = (name: string, form: 0 | 1): string => words[name]?.[language][form] ?? name;
  const names = (sign: 1 | -1): readonly string[] =>
    Object.entries(unit)
      .filter(([, p]) => p * sign > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, p]) => Array.from({ length: Math.abs(p) }, () => name));
  const form = language === 'en' && Math.abs(amount) !== 1 ? 1 : 0;
  const above = names(1)
    .map((n) => say(n, form))
    .join('*');
  const below = names(-1)
    .map((n) => `/${say(n, language === 'zh' ? 1 : 0)}`)
    .join('');
  return language === 'en'
    ? `${text} ${above}${below}`
    : `${text}${/^[A-Za-z]/u.test(above) ? ' ' : ''}${above}${below}`;
}
