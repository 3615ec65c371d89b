import type { SegmentMeasure, Text2 } from '#contract';

/** What sets a group apart, in a sentence: `tellers` are in the order of their standardised difference. */
export function wordsOf(tellers: readonly { readonly measure: SegmentMeasure; readonly difference: number }[]): Text2 {
  if (tellers.length === 0) return { en: 'Like the average in every measure.', zh: '各项指标均接近平均水平。' };
  const en = tellers.map(({ measure, difference }) => `${uncapital(measure.label.en)} ${degree(difference).en}`);
  const zh = tellers.map(({ measure, difference }) => `${measure.label.zh}${degree(difference).zh}`);
  return { en: `${capital(listed(en))} than the average.`, zh: `${zh.join('、')}。` };
}

/** 0.2, 0.5 and 0.8 standard deviations are small, middling and large (Cohen 1988). */
function degree(difference: number): Text2 {
  const size = Math.abs(difference);
  const isMore = difference > 0;
  if (size >= 0.8) return isMore ? { en: 'much higher', zh: '明显偏高' } : { en: 'much lower', zh: '明显偏低' };
  if (size >= 0.5) return isMore ? { en: 'higher', zh: '偏高' } : { en: 'lower', zh: '偏低' };
  return isMore ? { en: 'a little higher', zh: '略高' } : { en: 'a little lower', zh: '略低' };
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const uncapital = (text: string): string =>
  /^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
