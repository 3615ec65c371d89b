import { SegmentScheme, type Text2 } from '#contract';
import { branchId } from './city.ts';
import type { DemoClient } from './client.ts';

/*
 * The demonstration operator knows no social class and no kind of household: it divides its individuals by what it does
 * know. So its two schemes of individuals keep the cells of the market model, 336 and 280, and can be counted.
 */
const value = (id: string, en: string, zh: string, rule: string) => ({ id, name: { en, zh }, rule });
const dimension = (id: string, name: Text2, values: readonly ReturnType<typeof value>[]) => ({ id, name, values });

const age = dimension('age', { en: 'Age', zh: '年龄' }, [
  value('under-18', 'Under 18', '18岁以下', 'age < 18'),
  ...[18, 25, 35, 45, 55].map((from, i) => {
    const to = [24, 34, 44, 54, 64][i];
    return value(`${from}-${to}`, `${from} to ${to}`, `${from}–${to}岁`, `age between ${from} and ${to}`);
  }),
  value('from-65', '65 and over', '65岁及以上', 'age >= 65'),
]);
const sex = dimension('sex', { en: 'Sex', zh: '性别' }, [
  value('female', 'Women', '女', "gender = 'F'"),
  value('male', 'Men', '男', "gender = 'M'"),
]);
const household = dimension('household', { en: 'Household', zh: '家庭' }, [
  value('wired', 'With our broadband', '装有宽带', 'has_broadband'),
  value('unwired', 'Without our broadband', '未装宽带', 'not has_broadband'),
]);

/** Blocks of the city from the harbour in the south to the hills, as many as are asked for. */
function area(parts: readonly (readonly [id: string, en: string, zh: string, branches: number])[]) {
  let first = 0;
  return dimension(
    'area',
    { en: 'Area', zh: '区域' },
    parts.map(([id, en, zh, branches]) => {
      const ids = Array.from({ length: branches }, (_, i) => `'${branchId(first + i)}'`);
      first += branches;
      return value(id, en, zh, `branch_id in (${ids.join(', ')})`);
    }),
  );
}

/** Bands of the monthly fee of the plan, from the greatest: each is from its own least up to the one before. */
function planClass(bands: readonly (readonly [id: string, en: string, zh: string, from: number | null])[]) {
  return dimension(
    'class',
    { en: 'Class of plan (stands for social class)', zh: '套餐档次（代替社会阶层）' },
    bands.map(([id, en, zh, from], i) => {
      const below = bands[i - 1]?.[3] ?? null;
      const rules = [
        ...(from === null ? [] : [`plan_fee >= ${from}`]),
        ...(below === null ? [] : [`plan_fee < ${below}`]),
      ];
      return value(id, en, zh, rules.join(' and '));
    }),
  );
}

const schemes = {
  'individuals-high': {
    name: { en: 'Individuals, high and middle end', zh: '个人客户·中高端' },
    definition: {
      en: 'People who spent 80 yuan a month or more over the last three months.',
      zh: '近三个月月均消费80元及以上的个人。',
    },
    base: 'arpu.mean3 >= 80',
    dimensions: [
      age,
      sex,
      planClass([
        ['prestige', 'Prestige', '尊享', 199],
        ['family', 'Family', '家庭', 129],
        ['standard', 'Standard', '标准', 89],
        ['basic', 'Basic', '基础', null],
      ]),
      area([
        ['south', 'South', '南片', 6],
        ['middle', 'Middle', '中片', 6],
        ['north', 'North', '北片', 6],
      ]),
      household,
    ],
  },
  'individuals-low': {
    name: { en: 'Individuals, low end', zh: '个人客户·低端' },
    definition: {
      en: 'People who spent less than 80 yuan a month over the last three months.',
      zh: '近三个月月均消费不足80元的个人。',
    },
    base: 'arpu.mean3 < 80',
    dimensions: [
      age,
      sex,
      planClass([
        ['family', 'Family and above', '家庭及以上', 129],
        ['standard', 'Standard', '标准', 89],
        ['entry', 'Entry', '入门', 59],
        ['small', 'Small', '小额', 39],
        ['prepaid', 'Prepaid', '预付费', null],
      ]),
      area([
        ['south', 'South', '南片', 5],
        ['harbour', 'Harbour', '港区', 4],
        ['middle', 'Middle', '中片', 4],
        ['north', 'North', '北片', 5],
      ]),
    ],
  },
} as const;

/** Puts the operator's own strategic segments in the place of those that come with the product. The record has to be built. */
export async function putSegmentSchemes(analyst: DemoClient): Promise<void> {
  for (const [id, scheme] of Object.entries(schemes))
    await analyst.putSegmentScheme({ params: { id }, body: { scheme: SegmentScheme.parse(scheme) } });
}
