import type { PlanPrice, Text2, WhatIfAnswer } from '#contract';
import { gapOf } from './gap.ts';

/** How plans, prices and what-ifs are said. Pure. */

const yuan = (value: number, language: 'en' | 'zh'): string => {
  const digits = Math.abs(value) < 1 ? 2 : Math.abs(value) < 10 ? 1 : 0;
  return value.toLocaleString(language === 'en' ? 'en-GB' : 'zh-CN', {
    minimumFractionDigits: 0,
    maximumFractionDigits: digits,
  });
};

/** What value and bound prove. A plan made from another is held against plans that keep none of its promises. */
export function certificate({
  value,
  bound,
  replanned,
}: {
  readonly value: number;
  readonly bound: number;
  readonly replanned: object | null;
}): Text2 {
  const gap = gapOf({ value, bound });
  const percent = (gap * 100).toFixed(gap < 0.001 ? 3 : 2);
  if (gap <= 1e-9)
    return { en: 'No plan within these limits brings more.', zh: '在这些限制下，没有任何计划能带来更多。' };
  const best = replanned
    ? { en: 'the best there would be if no promise had to be kept', zh: '不必保留任何约定时的最优' }
    : { en: 'the best there is', zh: '最优' };
  return {
    en: `No plan within these limits brings more than ${yuan(bound, 'en')} yuan: this one brings ${yuan(value, 'en')}, at most ${percent}% less than ${best.en}.`,
    zh: `在这些限制下，没有任何计划能超过 ${yuan(bound, 'zh')} 元：本计划为 ${yuan(value, 'zh')} 元，与${best.zh}相差至多 ${percent}%。`,
  };
}

type Named = Pick<PlanPrice, 'kind' | 'subject' | 'unit' | 'price' | 'sense' | 'firstOn' | 'lastOn'> & {
  /** How the subject is called. */
  readonly called: Text2;
  /** Hours that are left over although they have a price: promises keep the plan from using them. */
  readonly spare?: number | undefined;
};

/** "One more hour of Li Wei is worth 84 yuan." */
export function advice(of: Named): Text2 {
  const span = { en: `between ${of.firstOn} and ${of.lastOn}`, zh: `${of.firstOn} 至 ${of.lastOn} 期间` };
  if (!(of.price > 0)) return unscarce(of, span);
  const [en, zh] = [yuan(of.price, 'en'), yuan(of.price, 'zh')];
  const { called, spare } = of;
  if (spare !== undefined)
    return {
      en: `${called.en} has ${yuan(spare, 'en')} hours to spare ${span.en}, as promises are kept; if none had to be, one more would be worth ${en} yuan.`,
      zh: `${span.zh}，${called.zh}因保留约定尚余 ${yuan(spare, 'zh')} 小时；若不必保留，多一小时价值 ${zh} 元。`,
    };
  const words: Readonly<Record<PlanPrice['kind'], Text2>> = {
    person: {
      en: `One more hour of ${called.en} ${span.en} is worth ${en} yuan.`,
      zh: `${span.zh}，${called.zh}多一小时价值 ${zh} 元。`,
    },
    channel: {
      en: `One more contact by ${called.en} ${span.en} is worth ${en} yuan.`,
      zh: `${span.zh}，${called.zh}多一次接触价值 ${zh} 元。`,
    },
    offer: {
      en: `One more contact with ${called.en} allowed is worth ${en} yuan.`,
      zh: `${called.zh}上限放宽一个，价值 ${zh} 元。`,
    },
    'offer-least': {
      en: `The last contact that the minimum of ${called.en} asks for costs ${en} yuan.`,
      zh: `${called.zh}的最低数量每多一个，代价 ${zh} 元。`,
    },
    'offer-budget': {
      en: `One more yuan of budget for ${called.en} brings ${en} yuan.`,
      zh: `${called.zh}的预算每增加 1 元，带来 ${zh} 元。`,
    },
    budget: {
      en: `One more yuan of the budget of ${called.en} brings ${en} yuan.`,
      zh: `${called.zh}的总预算每增加 1 元，带来 ${zh} 元。`,
    },
    least: {
      en: `The last contact that the minimum of ${called.en} asks for costs ${en} yuan.`,
      zh: `${called.zh}的最低接触数每多一个，代价 ${zh} 元。`,
    },
    'least-unit': {
      en: `The last contact that the minimum of each unit of ${called.en} asks for costs ${en} yuan.`,
      zh: `${called.zh}中每个单元的最低接触数每多一个，代价 ${zh} 元。`,
    },
  };
  return words[of.kind];
}

/** What a limit is called where it stood in somebody's way. */
export function limitCalled({ kind, called }: Pick<Named, 'kind' | 'called'>): Text2 {
  if (kind === 'offer') return { en: `the limit of ${called.en}`, zh: `${called.zh}的上限` };
  if (kind === 'budget' || kind === 'offer-budget')
    return { en: `the budget of ${called.en}`, zh: `${called.zh}的预算` };
  return { en: `the minimum of ${called.en}`, zh: `${called.zh}的最低要求` };
}

function unscarce({ kind, called, sense }: Named, span: Text2): Text2 {
  if (sense === 'at-least')
    return {
      en: `The minimum of ${called.en} costs nothing: the plan meets it anyway.`,
      zh: `${called.zh}的最低要求没有代价：计划本来就满足。`,
    };
  return kind === 'person'
    ? { en: `${called.en} has time to spare ${span.en}.`, zh: `${span.zh}，${called.zh}尚有余时。` }
    : {
        en: `${called.en} is not scarce: more of it brings nothing.`,
        zh: `${called.zh}并不紧缺：增加也不会带来更多。`,
      };
}

/**
 * What changes of limits bring, by the prices: no plan of the changed problem is worth more than the dual function at the
 * old prices, priceBound + Σ price × (allowed + change − counted), so that much less the value at hand is the most that
 * can be won.
 */
export function whatIf(
  plan: { readonly value: number; readonly priceBound: number },
  changes: readonly {
    readonly price: number;
    readonly sense: 'at-most' | 'at-least';
    readonly allowed: number;
    readonly counted: number;
    readonly by: number;
  }[],
): Omit<WhatIfAnswer, 'job'> {
  const sum = (amount: (change: (typeof changes)[number]) => number) =>
    changes.reduce((total, change) => total + (change.sense === 'at-most' ? 1 : -1) * change.price * amount(change), 0);
  const byPrices = sum(({ by }) => by);
  const atMost = plan.priceBound + sum(({ allowed, counted, by }) => allowed + by - counted) - plan.value;
  const [en, zh] = [yuan(Math.abs(byPrices), 'en'), yuan(Math.abs(byPrices), 'zh')];
  const most = Math.max(0, atMost);
  return {
    byPrices,
    atMost,
    words:
      byPrices >= 0
        ? {
            en: `Brings about ${en} yuan, and no more than ${yuan(most, 'en')}: further units bring less than the first.`,
            zh: `约带来 ${zh} 元，至多 ${yuan(most, 'zh')} 元：越往后每单位带来的越少。`,
          }
        : {
            en: `Costs about ${en} yuan or more: the last units taken away cost more than the first.`,
            zh: `约损失 ${zh} 元或更多：越往后每减少一单位损失越大。`,
          },
  };
}
