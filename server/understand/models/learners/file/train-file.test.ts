import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Problem, type TrainFromFile } from '#contract';
import { chance } from '../chance.ts';
import { daysIn, numberIn } from './cell-values.ts';
import { scoreFile } from './score-file.ts';
import { trainFromFile } from './train-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'gridloop-models-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;
function file(content: string | Uint8Array): string {
  const path = join(directory, `${++files}.csv`);
  writeFileSync(path, content);
  return path;
}
const train = (content: string | Uint8Array, target: string, more: Partial<TrainFromFile> = {}) =>
  trainFromFile({
    file: file(content),
    target,
    exclude: [],
    learner: 'scorecard',
    folds: 3,
    seed: 42,
    progress: () => {},
    ...more,
  });
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it was not refused'),
    (error: unknown) =>
      error instanceof Problem ? `${error.message} ${JSON.stringify(error.problems)}` : expect.fail(String(error)),
  );

/** Rows of customers whose tenure and plan tell who leaves. */
const rows = Array.from({ length: 400 }, (_, i) => {
  const [tenure, plan] = [Math.floor(chance(1, i, 0) * 60), chance(1, i, 1) < 0.5 ? '金卡' : '普通卡'];
  const leaves = chance(1, i, 2) < 1 / (1 + Math.exp(tenure / 12 - 2 + (plan === '金卡' ? 1 : -1)));
  return { id: `c${i}`, tenure: i % 11 === 0 ? '' : String(tenure), plan, churn: leaves ? '是' : '否' };
});
const csv = (heading: string, line: (row: (typeof rows)[number]) => string) =>
  `${heading}\n${rows.map(line).join('\n')}\n`;

describe('a model from a file', () => {
  test('Chinese headings and values; identifiers are left out and said to be; the file of scores names the rows', async () => {
    const text = csv(
      '客户编号,"在网,时长",套餐,流失',
      ({ id, tenure, plan, churn }) => `${id},${tenure},${plan},${churn}`,
    );
    const out = join(directory, 'model.json');
    const trained = await train(text, '流失', { out });
    expect(trained).toMatchObject({
      rows: 400,
      positive: '是',
      fields: 2,
      auc_by_fold: expect.objectContaining({ length: 3 }),
    });
    expect(trained.auc).toBeGreaterThan(0.7);
    expect(trained.notes.join()).toContain('客户编号');
    const scores = join(directory, 'scores.csv');
    const path = file(text);
    await scoreFile({ model: out, file: path, out: scores });
    const lines = readFileSync(scores, 'utf8').trim().split('\r\n');
    expect(lines).toHaveLength(401);
    expect(lines[0]).toBe('row,客户编号,score');
    expect(lines[400]).toMatch(/^400,c399,0\.\d+$/);
  });

  test('GB18030, a mark before UTF-8, semicolons, headings of one name and none: the same figures', async () => {
    const heading = 'tenure,plan,churn';
    const line = ({ tenure, plan, churn }: (typeof rows)[number]) => `${tenure},${plan},${churn}`;
    const plain = await train(csv(heading, line), 'churn');
    const marked = await train(`\uFEFF${csv(heading, line)}`, 'churn');
    const semicolons = await train(
      csv('tenure;plan;churn', ({ tenure, plan, churn }) => `${tenure};${plan};${churn}`),
      'churn',
    );
    const twice = await train(
      csv('tenure,tenure,,churn', ({ tenure, plan, churn }) => `${tenure},${plan},7,${churn}`),
      'churn',
    );
    for (const other of [marked, semicolons, twice]) expect(other.auc_by_fold).toEqual(plain.auc_by_fold);
  });

  test('all that stands against it is told: no such column, too many values, one class, a copy of the target', async () => {
    const line = ({ tenure, plan, churn }: (typeof rows)[number]) =>
      `${tenure},${plan},${churn},${churn === '是' ? 1 : 0},x`;
    const text = csv('tenure,plan,churn,left,same', line);
    expect(await refusal(train(text, 'chrun', { exclude: ['plna'] }))).toMatch(/chrun.*churn.*plna.*plan/);
    expect(await refusal(train(text, 'tenure'))).toMatch(/--positive/);
    expect(await refusal(train(text, 'churn', { positive: 'maybe' }))).toMatch(/never is “maybe”/);
    expect(await refusal(train(text, 'same'))).toMatch(/in every row/);
    expect(await refusal(train(text, 'churn'))).toMatch(/left tells the target/);
    expect((await train(text, 'churn', { exclude: ['left'] })).auc).toBeGreaterThan(0.7);
    expect(await refusal(train('a,b\n1,2\n1\n', 'b'))).toMatch(/line 3/);
    expect(await refusal(train('', 'b'))).toMatch(/empty/);
  });

  test('numbers and dates as people write them', () => {
    expect(['1,234.5', '¥30', '12%', '', 'N/A', '-1e3', 'x', '1,23'].map(numberIn)).toEqual([
      1234.5,
      30,
      12,
      NaN,
      NaN,
      -1000,
      undefined,
      undefined,
    ]);
    expect(['1970-01-02', '1970/1/3 12:00', '13/02/1970', '1970年1月2日', 'soon'].map(daysIn)).toEqual([
      1,
      2.5,
      43,
      1,
      undefined,
    ]);
  });
});

const telco = new URL('../../../../../../shared/data/telco_ibm_7043x21.csv', import.meta.url).pathname;
test.runIf(existsSync(telco))('churn of 7,043 customers by a scorecard: an area of 0.842 over five folds', async () => {
  const trained = await train(readFileSync(telco), 'Churn', { folds: 5 });
  expect(trained).toMatchObject({ rows: 7043, positive: 'Yes', positives: 1869, fields: 19 });
  expect(trained.auc).toBeGreaterThan(0.842);
});
const iranian = new URL('../../../../../../shared/data/uci_iranian_churn_3150.csv', import.meta.url).pathname;
test.runIf(existsSync(iranian))('churn of 3,150 customers by trees: an area of 0.98', async () => {
  const trained = await train(readFileSync(iranian), 'Churn', { learner: 'trees', folds: 2 });
  expect(trained.auc).toBeGreaterThan(0.98);
});
