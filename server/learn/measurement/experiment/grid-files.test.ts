import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { AnalysisPlan, Problem } from '#contract';
import { analyseFile } from './analyse-file.ts';
import { pairFile } from './pair-file.ts';
import { syntheticFile } from './synthetic-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'gridloop-grids-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;
function file(text: string): string {
  const path = join(directory, `${++files}.csv`);
  writeFileSync(path, text);
  return path;
}
const reason = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(Problem);
  return (error as Problem).message;
};

describe('pairs of grids', () => {
  const grids = 'grid,revenue,customers\nG1,10,100\nG2,90,500\nG3,11,101\nG4,88,490\nG5,50,900\n';
  const plan = { unit: 'grid', covariates: ['revenue', 'customers'], seed: 3 };
  test('are alike, each with one treated side; who is like nobody is left over', async () => {
    const found = await pairFile(file(grids), plan);
    expect(found.pairs.map(({ treated, control }) => [treated, control].toSorted())).toEqual([
      ['G1', 'G3'],
      ['G2', 'G4'],
    ]);
    expect(found.left).toEqual(['G5']);
    expect((await pairFile(file(grids), plan)).pairs).toEqual(found.pairs);
  });
  test('are refused with the reason', async () => {
    expect(await reason(pairFile(file('grid,revenue\nG1,1\nG1,2\nG2,3\nG3,4\n'), { ...plan, covariates: ['revenue'] }))).toMatch(/“G1” stands in more than one row/); // prettier-ignore
    expect(await reason(pairFile(file('grid,revenue\nG1,1\nG2,2\n'), { ...plan, covariates: ['revenue'] }))).toMatch(/Pairs take 4 to 2000 units/); // prettier-ignore
    expect(await reason(pairFile(file(grids), { ...plan, covariates: ['area'] }))).toMatch(/no column “area”/);
    expect(await reason(pairFile(file('grid,revenue\nG1,\nG2,2\n'), { ...plan, covariates: ['revenue'] }))).toMatch(/revenue is empty for 1 units/); // prettier-ignore
  });
  test('analysed, a pair that lacks one side is left out, and that is said', async () => {
    const units = 'arm,pair,y\nA,1,1\nB,1,3\nA,2,2\nB,2,5\nA,3,1\nB,3,4\nB,4,99\n';
    const analyse = (change: object) =>
      analyseFile(file(units), AnalysisPlan.parse({ arm: 'arm', control: 'A', metrics: ['y:mean'], ...change }));
    const { results, warnings, evidence } = await analyse({ pair: 'pair' });
    expect(results[0]).toMatchObject({ pairs: 3, n: 3, method: 'paired' });
    expect(results[0]?.difference.estimate).toBeCloseTo(8 / 3, 12);
    expect(warnings.map(({ code }) => code)).toContain('incomplete-pairs');
    expect(evidence).toBe('randomised');
    expect(await reason(analyse({ pair: 'pair', cluster: 'pair' }))).toMatch(/--pair does not go with --cluster/);
    expect(await reason(analyse({ match: true }))).toMatch(/--match needs a --covariate/);
    expect(await reason(analyse({ pair: 'pair', metrics: ['y/pair:ratio'] }))).toMatch(/compares units one by one/);
  });
});

test('a matched comparison is marked as weaker evidence, and unlikeness that is left is said', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 3 === 0 ? 'B' : 'A'},${i % 7},${i % 3 === 0 ? i + 40 : i}`);
  const { evidence, warnings, results } = await analyseFile(
    file(`arm,y,x\n${rows.join('\n')}\n`),
    AnalysisPlan.parse({ arm: 'arm', control: 'A', metrics: ['y:mean'], covariates: ['x'], match: true }),
  );
  expect(evidence).toBe('weaker');
  expect(warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['weaker-evidence', 'not-alike']));
  expect(results[0]?.matched?.treated).toBe(20);
});

describe('a synthetic control of a file', () => {
  const { synthetic } = JSON.parse(readFileSync(new URL('../reference/figures.json', import.meta.url), 'utf8')) as {
    synthetic: { panel: number[][]; treated: number; effect: number; p: number };
  };
  const rows = synthetic.panel.flatMap((row, t) => row.map((value, j) => `G${j},${t + 1},${value}`));
  const plan = { unit: 'grid', time: 'month', outcome: 'y', treated: `G${synthetic.treated}`, from: '15' };
  const text = (more: readonly string[] = []) => `grid,month,y\n${[...rows, ...more].join('\n')}\n`;
  test('finds what was planted, by the numbers of the periods and not their letters, and says that it is weaker evidence', async () => {
    const found = await syntheticFile(file(text(['G99,1,5'])), plan);
    expect(found.effect).toBeCloseTo(synthetic.effect, 6);
    expect(found.p).toBe(synthetic.p);
    expect(found.periods.map(({ at }) => at)).toEqual(synthetic.panel.map((_, t) => String(t + 1)));
    expect(found.warnings.map(({ code }) => code)).toEqual(['weaker-evidence', 'incomplete-unit']);
    expect(found.donors.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9);
  });
  test('is refused with the reason', async () => {
    expect(await reason(syntheticFile(file(text()), { ...plan, treated: 'X' }))).toMatch(
      /No row of the file is of “X”/,
    );
    expect(await reason(syntheticFile(file(text()), { ...plan, from: '2' }))).toMatch(/1 of 20 periods lie before 2/);
    expect(await reason(syntheticFile(file(text(['G1,1,4'])), plan))).toMatch(/G1 stands twice at 1/);
  });
});
