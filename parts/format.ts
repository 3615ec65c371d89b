import type { Language } from './language.ts';
import { useLanguage } from './language.ts';

/** Every figure, amount and moment on a screen goes through these, so that one kind is written one way. */
export interface Formatters {
  /** Every digit: `1,284,000`. */
  count(value: number): string;
  /** For overviews: exact below 10,000, else three significant digits: `1.28M`, `128万`. */
  short(value: number): string;
  /** A share of one: `12.3%`. */
  percent(share: number): string;
  /** A share of one, closer: `12.345%`. */
  percentCloser(share: number): string;
  /** A share of one on an axis, with no more decimals than it needs: `10%`, `0.05%`. */
  percentTick(share: number): string;
  /** A difference of two shares, signed: `+2.3 pp`. */
  points(difference: number): string;
  /** The size of a difference of two shares, without its sign: `2.3 pp`. */
  pointsSize(difference: number): string;
  /** From one difference of shares to another, the unit once: `+1.2 to +3.4 pp`. */
  pointsBetween(low: number, high: number): string;
  /** A relative change, signed: `+18.4%`. */
  change(ratio: number): string;
  /** Yuan for overviews: `¥12.8K`, `1.28万元`. */
  money(yuan: number): string;
  /** Yuan to the fen. */
  moneyExact(yuan: number): string;
  /** A plain number with at most `digits` decimals. */
  decimal(value: number, digits?: number): string;
  /** A plain number with so many decimals, for a column whose digits stand under one another. */
  aligned(value: number, digits: number): string;
  /** An instant in the reader's time zone, to the minute. */
  instant(iso: string): string;
  /** A calendar day `YYYY-MM-DD`. */
  day(day: string): string;
  /** A month `YYYY-MM`. */
  period(period: string): string;
  /** How long ago: `2 minutes ago`. */
  ago(iso: string, now: Date): string;
  /** A span of milliseconds: `84 ms`, `3.2 s`, `4 min`. */
  span(milliseconds: number): string;
}

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', zh: 'zh-CN' };
const pointsUnit: Readonly<Record<Language, string>> = { en: ' pp', zh: ' 个百分点' };
const between: Readonly<Record<Language, string>> = { en: ' to ', zh: ' 至 ' };
const compactFrom = 10_000;

function make(language: Language): Formatters {
  const locale = locales[language];
  const exact = writer(locale, { maximumFractionDigits: 0, signDisplay: 'negative' });
  // British English writes thousands in compact form as a small k and m; the capital letters read better beside digits.
  const compact = writer(language === 'en' ? 'en-US' : locale, {
    notation: 'compact',
    maximumSignificantDigits: 3,
    signDisplay: 'negative',
  });
  const percentWith = (least: number, most: number) =>
    writer(locale, {
      style: 'percent',
      minimumFractionDigits: least,
      maximumFractionDigits: most,
      signDisplay: 'negative',
    });
  const [percent, closer, tick] = [percentWith(1, 1), percentWith(3, 3), percentWith(0, 3)];
  const change = writer(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const points = writer(locale, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
    signDisplay: 'exceptZero',
  });
  const plain = fixed(locale, 1);
  const fen = fixed(locale, 2);
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const short = (value: number) => (Math.abs(value) < compactFrom ? exact : compact).format(value);
  return {
    count: (value) => exact.format(value),
    short,
    percent: (share) => percent.format(share),
    percentCloser: (share) => closer.format(share),
    percentTick: (share) => tick.format(share),
    points: (difference) => points.format(difference * 100) + pointsUnit[language],
    pointsSize: (difference) => plain.format(Math.abs(difference * 100)) + pointsUnit[language],
    pointsBetween: (low, high) =>
      [low, high].map((one) => points.format(one * 100)).join(between[language]) + pointsUnit[language],
    change: (ratio) => change.format(ratio),
    money: (yuan) => yuanOf(short(yuan), language),
    moneyExact: (yuan) => yuanOf(fen.format(yuan), language),
    decimal: (value, digits = 2) =>
      writer(locale, { maximumFractionDigits: digits, signDisplay: 'negative' }).format(value),
    aligned: (value, digits) => fixed(locale, digits).format(value),
    instant: (iso) => instant.format(new Date(iso)),
    day: (value) => day.format(new Date(value.slice(0, 10) + 'T00:00:00Z')),
    period: (value) => month.format(new Date(value + '-01T00:00:00Z')),
    ago: (iso, now) => ago(relative, new Date(iso), now),
    span: (milliseconds) => span(milliseconds, language),
  };
}

const yuanOf = (digits: string, language: Language): string =>
  language === 'zh' ? `${digits}元` : digits.startsWith('−') ? `−¥${digits.slice(1)}` : `¥${digits}`;

/** Writes numbers with a minus sign, which is as wide as the plus; the locales give a hyphen. */
const writer = (locale: string, options: Intl.NumberFormatOptions): { format(value: number): string } => {
  const written = new Intl.NumberFormat(locale, options);
  return { format: (value) => written.format(value).replace('-', '−') };
};

/** With so many decimals, and no sign on what rounds to nothing. */
const fixed = (locale: string, digits: number) =>
  writer(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: 'negative' });

const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

function ago(relative: Intl.RelativeTimeFormat, then: Date, now: Date): string {
  const seconds = Math.round((then.getTime() - now.getTime()) / 1000);
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(0, 'second');
}

function span(milliseconds: number, language: Language): string {
  const [value, en, zh] =
    milliseconds < 1000
      ? ([Math.round(milliseconds), 'ms', '毫秒'] as const)
      : milliseconds < 60_000
        ? ([Math.round(milliseconds / 100) / 10, 's', '秒'] as const)
        : ([Math.round(milliseconds / 60_000), 'min', '分钟'] as const);
  return `${value} ${language === 'zh' ? zh : en}`;
}

const made = new Map<Language, Formatters>();

export function formatters(language: Language): Formatters {
  const known = made.get(language) ?? make(language);
  made.set(language, known);
  return known;
}

export const useFormat = (): Formatters => formatters(useLanguage());
