import type { Language } from './catalogue.ts';
import { readUnit, type Unit } from './unit.ts';

/** How units are said: English one and many, Chinese after a number and after a slash. Others are said as they are written. */
const words: Readonly<
  Record<string, { readonly en: readonly [string, string]; readonly zh: readonly [string, string] }>
> = {
  day: { en: ['day', 'days'], zh: ['天', '天'] },
  month: { en: ['month', 'months'], zh: ['个月', '月'] },
  year: { en: ['year', 'years'], zh: ['年', '年'] },
  minute: { en: ['minute', 'minutes'], zh: ['分钟', '分钟'] },
  count: { en: ['time', 'times'], zh: ['次', '次'] },
  call: { en: ['call', 'calls'], zh: ['次', '次'] },
  message: { en: ['message', 'messages'], zh: ['条', '条'] },
  degree: { en: ['degree', 'degrees'], zh: ['度', '度'] },
  point: { en: ['point', 'points'], zh: ['分', '分'] },
  customer: { en: ['customer', 'customers'], zh: ['户', '户'] },
  line: { en: ['line', 'lines'], zh: ['条线路', '条线路'] },
  complaint: { en: ['complaint', 'complaints'], zh: ['件投诉', '件投诉'] },
  contact: { en: ['contact', 'contacts'], zh: ['次接触', '次接触'] },
  product: { en: ['product', 'products'], zh: ['项产品', '项产品'] },
  CNY: { en: ['CNY', 'CNY'], zh: ['元', '元'] },
};

/** A number with its unit: 24 months, 90 CNY/month, 90元/月. */
export function sayAmount(amount: number, text: string, unit: Unit, language: Language): string {
  const said = sayPowers(unit, language, language === 'en' && Math.abs(amount) !== 1 ? 1 : 0);
  return language === 'zh' && !/^[A-Za-z]/u.test(said) ? text + said : `${text} ${said}`;
}

/** A unit as it is kept (`minute/month`), said by itself, for a heading or beside a figure: `minutes/month`, `分钟/月`. */
export const sayUnit = (unit: string, language: Language): string =>
  sayPowers(readUnit(unit), language, language === 'en' ? 1 : 0);

function sayPowers(unit: Unit, language: Language, form: 0 | 1): string {
  const say = (name: string, form: 0 | 1): string => words[name]?.[language][form] ?? name;
  const names = (sign: 1 | -1): readonly string[] =>
    Object.entries(unit)
      .filter(([, p]) => p * sign > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, p]) => Array.from({ length: Math.abs(p) }, () => name));
  const above = names(1)
    .map((n) => say(n, form))
    .join('*');
  const below = names(-1)
    .map((n) => `/${say(n, language === 'zh' ? 1 : 0)}`)
    .join('');
  return above + below;
}
