import { Problem, type Pairing, type PairingPlan } from '#contract';
import { statement } from '#platform/warehouse';
import { drawWithinPairs, nearestPairs } from '../estimators/pairing.ts';
import type { Asked } from './file-units.ts';
import { withFileUnits } from './with-file-units.ts';

/** Every two units are looked at: of so many there are two million. */
const mostUnits = 2000;

/**
 * Puts the units of a file (one a row, such as grids) into pairs that are alike in the covariates, and has chance treat
 * one of each. @throws Problem with what is wrong of the file
 */
export async function pairFile(path: string, { unit, covariates, seed }: PairingPlan): Promise<Pairing> {
  const asked: (Asked & { option: string })[] = [
    { column: unit, as: 'text', option: '--unit' },
    ...covariates.map((column) => ({ column, as: 'number' as const, option: '--covariate' })),
  ];
  return withFileUnits(path, asked, async (warehouse, units) => {
    const name = units.column(unit, 'text');
    const [missing] = units.missing;
    if (missing)
      throw new Problem('invalid', 'missing-values', `${missing.column} is empty for ${missing.units} units.`);
    const rows = await warehouse.rows<Record<string, string | number>>(
      statement(
        `select ${name} as name, ${covariates.map((column, i) => `${units.column(column, 'number')} as w${i}`).join(', ')} from ${units.table} order by name`,
      ),
    );
    const names = rows.map((row) => String(row['name']));
    const twice = names.find((one, i) => names[i + 1] === one);
    if (twice !== undefined)
      throw new Problem('invalid', 'unit-twice', `“${twice}” stands in more than one row: one row a unit.`);
    if (names.length < 4 || names.length > mostUnits)
      throw new Problem(
        'invalid',
        'unit-count',
        `Pairs take 4 to ${mostUnits} units, and the file has ${names.length}.`,
      );
    const pairs = nearestPairs(rows.map((row) => covariates.map((_, i) => Number(row[`w${i}`]))));
    const drawn = drawWithinPairs(pairs.length, seed);
    const paired = new Set(pairs.flatMap(({ first, second }) => [first, second]));
    return {
      seed,
      pairs: pairs.map(({ first, second, distance }, i) => {
        const [treated, control] = drawn[i] === 'first' ? [first, second] : [second, first];
        return { pair: i + 1, treated: names[treated] ?? '', control: names[control] ?? '', distance };
      }),
      left: names.filter((_, i) => !paired.has(i)),
    };
  });
}
