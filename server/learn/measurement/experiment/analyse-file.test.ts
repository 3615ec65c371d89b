import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { AnalysisPlan, Problem, type ExperimentAnalysis } from '#contract';
import { analyseFile } from './analyse-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'gridloop-analyse-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;
function file(text: string): string {
  const path = join(directory, `${++files}.csv`);
  writeFileSync(path, text);
  return path;
}
const analysis = (text: string, plan: Partial<AnalysisPlan>): Promise<ExperimentAnalysis> =>
  analyseFile(file(text), AnalysisPlan.parse({ arm: 'arm', control: 'A', metrics: ['y:mean'], ...plan }));
async function refusal(text: string, plan: Partial<AnalysisPlan> = {}): Promise<string> {
  const error: unknown = await analysis(text, plan).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Problem);
  return (error as Problem).message;
}
const good = 'arm,y,z\nA,1,0\nA,2,1\nB,3,1\nB,5,0\n';

describe('an experiment is refused with the reason', () => {
  test.each<[string, string, Partial<AnalysisPlan>, RegExp]>([
    [
      'no such column',
      good,
      { metrics: ['yy:mean'] },
      /--metric yy:mean: The file has no column “yy”. Its columns are arm, y, z/,
    ],
    ['no such arm column', good, { arm: 'amr' }, /--arm: The file has no column “amr”/],
    ['no such covariate', good, { covariates: ['w'] }, /--covariate: The file has no column “w”/],
    ['control absent', good, { control: 'C' }, /No unit has “C” in arm; its values are A, B/],
    ['one arm', 'arm,y\nA,1\nA,2\n', {}, /Every unit has “A”/],
    ['not numeric', 'arm,y\nA,1\nB,two\nB,x\n', {}, /Line 3: “two” in y is not a number \(and 1 further/],
    ['not finite', 'arm,y\nA,1\nB,inf\n', {}, /Line 3: “inf” in y is not a number/],
    ['not a proportion', good, { metrics: ['y:proportion'] }, /Line 3: “2” in y is neither 0 nor 1/],
    ['not a count', 'arm,y\nA,1\nB,1.5\n', { metrics: ['y:count'] }, /Line 3: “1.5” in y is not a whole number/],
    ['no such kind', good, { metrics: ['y:maen'] }, /There is no kind maen.*Did you mean mean/],
    ['no kind', good, { metrics: ['y'] }, /A metric is COLUMN:KIND/],
    ['broken record', 'arm,y\nA,1\nB,2,3\n', {}, /Line 3 cannot be read: it has more or fewer cells/],
    ['empty file', '', {}, /The file is empty/],
    ['header twice', 'arm,y,y\nA,1,2\nB,1,2\n', {}, /names the column y twice/],
    ['a share for nobody', good, { shares: { A: 1, C: 1 } }, /A share is given for “C”/],
    [
      'strata and clusters tangled',
      'arm,y,s,c\nA,1,n,1\nA,2,s,1\nB,3,n,2\nB,4,s,2\n',
      { stratum: 's', cluster: 'c' },
      /clusters stand in several strata/,
    ],
  ])('%s', async (_, text, plan, says) => {
    expect(await refusal(text, plan)).toMatch(says);
  });

  test('a file that is not there', async () => {
    await expect(
      analyseFile('/nowhere/x.csv', AnalysisPlan.parse({ arm: 'a', control: 'A', metrics: ['y:mean'] })),
    ).rejects.toThrow(/no such file/);
  });
});

describe('an experiment of a file', () => {
  test('missing values are left out where they are needed, and said', async () => {
    const { results, missing, warnings, arms } = await analysis(
      'arm,y,z\nA,1,1\nA,,0\nA,3,1\nB,NA,1\nB,4,\nB,6,0\n,9,1\n',
      { metrics: ['y:mean', 'z:proportion'] },
    );
    expect(arms).toEqual([
      { arm: 'A', n: 3 },
      { arm: 'B', n: 3 },
    ]);
    expect(results.map(({ metric, n, mean }) => ({ metric, n, mean }))).toEqual([
      { metric: 'y', n: 2, mean: 5 },
      { metric: 'z', n: 2, mean: 0.5 },
    ]);
    expect(missing).toContainEqual({ column: 'y', units: 2 });
    expect(missing).toContainEqual({ column: 'arm', units: 1 });
    expect(warnings.map(({ code }) => code)).toContain('missing-values');
  });

  test('two clusters a side are the least that can be told from chance', async () => {
    const one = await analysis('arm,y,c\nA,1,1\nA,2,1\nB,3,2\nB,5,2\n', { cluster: 'c' });
    expect(one.results[0]).toMatchObject({ difference: { estimate: 2.5, low: null, high: null }, p: null });
    expect(one.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['few-clusters', 'too-few-clusters']));
    expect(one.sample_ratio.of).toBe('clusters');
  });

  test('arms of the wrong sizes raise the alarm, and shares say which sizes are right', async () => {
    const text = `arm,y\n${'A,1\nA,2\n'.repeat(900)}${'B,1\nB,2\n'.repeat(100)}`;
    const alarmed = await analysis(text, {});
    expect(alarmed.warnings.map(({ code }) => code)).toContain('sample-ratio');
    const right = await analysis(text, { shares: { A: 9, B: 1 } });
    expect(right.sample_ratio.p).toBeCloseTo(1, 10);
    expect(right.warnings).toEqual([]);
  });

  test('large values keep their digits', async () => {
    const { results } = await analysis(
      'arm,y\nA,1e12\nA,1000000000001\nA,1000000000002\nB,1000000000003\nB,1000000000005\n',
      {},
    );
    // Variances 1 and 2: standard error √(1/3 + 1).
    expect(results[0]?.difference.estimate).toBe(3);
    expect(results[0]?.standard_error).toBeCloseTo(Math.sqrt(4 / 3), 9);
  });

  test('constant outcomes have an interval of no width and p 1', async () => {
    const { results } = await analysis('arm,y\nA,1\nA,1\nB,1\nB,1\n', { metrics: ['y:proportion'], bayesian: true });
    expect(results[0]).toMatchObject({ difference: { estimate: 0, low: 0, high: 0 }, p: 1 });
  });

  test('names with commas, quotes, Chinese letters and line breaks are columns and arms like others', async () => {
    const { results } = await analysis('"实验,组","支出 ""元"""\n"对照\n组",1\n"对照\n组",2\nB`x,4\nB`x,6\n', {
      arm: '实验,组',
      control: '对照\n组',
      metrics: ['支出 "元":mean'],
    });
    expect(results[0]).toMatchObject({ arm: 'B`x', metric: '支出 "元"', mean: 5 });
  });
});

const starbucks = (name: string) =>
  new URL(`../../../../../shared/data/starbucks_${name}.csv`, import.meta.url).pathname;
describe.runIf(existsSync(starbucks('training')))('a real promotion', () => {
  test.each([
    ['training', 0.009455],
    ['test', 0.009593],
  ])('the incremental response of the %s file is %d', async (name, rate) => {
    const plan = AnalysisPlan.parse({ arm: 'Promotion', control: 'No', metrics: ['purchase:proportion'] });
    const { results, sample_ratio } = await analyseFile(starbucks(name), plan);
    expect(results[0]?.difference.estimate).toBeCloseTo(rate, 6);
    expect(sample_ratio.p).toBeGreaterThan(0.1);
  });
});
