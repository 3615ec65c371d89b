import { Problem } from '#contract';
import type { CellFile } from './cells-of-file.ts';
import { numberIn } from './cell-values.ts';

export interface TargetChoice {
  readonly positive: string;
  readonly note?: string;
}

const yes = ['yes', 'y', 'true', 't', '1', '是', '有', '流失', 'positive', 'churn', 'churned'];
const no = ['no', 'n', 'false', 'f', '0', '否', '无', '未流失', 'negative', 'stay', 'stayed', '-1'];
const shown = 10;

/**
 * Which value of the target is the one to be foretold: the one asked for; else the yes of a pair of words; else the rarer
 * of two values.
 * @throws Problem where the target has another number of values, or lacks the one asked for
 */
export async function chooseTarget(file: CellFile, target: string, asked: string | undefined): Promise<TargetChoice> {
  const counts = await countValues(file, target);
  const list =
    counts
      .map(([value]) => value)
      .slice(0, shown)
      .join(', ') + (counts.length > shown ? ', …' : '');
  if (asked !== undefined) {
    const found = counts.find(([value]) => isSame(value, asked));
    if (found) return { positive: found[0] };
    throw new Problem('invalid', 'no-such-value', `--positive: ${target} never is “${asked}”; its values are ${list}.`);
  }
  if (counts.length === 0) throw new Problem('invalid', 'missing-target', `The column ${target} is empty.`);
  if (counts.length === 1)
    throw new Problem('invalid', 'one-class', `${target} is ${list} in every row: a model needs rows of both kinds.`);
  if (counts.length > 2)
    throw new Problem(
      'invalid',
      'many-classes',
      `${target} has ${counts.length >= mostValues ? 'very many' : counts.length} values (${list}): say with --positive which one is to be foretold against all others.`,
    );
  const [first, second] = counts as [[string, number], [string, number]];
  const word = [first, second].find(([value]) => yes.includes(value.toLowerCase()));
  if (word) return { positive: word[0] };
  const opposite = [first, second].find(([value]) => no.includes(value.toLowerCase()));
  const rarer = opposite ? (opposite === first ? second : first) : first[1] < second[1] ? first : second;
  const why = opposite ? `the other is “${opposite[0]}”` : 'it is the rarer one';
  return {
    positive: rarer[0],
    note: `“${rarer[0]}” is taken as the positive value of ${target}, since ${why}; --positive says otherwise.`,
  };
}

const mostValues = 1000;

/** The values of the column, the most frequent first; after many no more are told apart. */
async function countValues(file: CellFile, target: string): Promise<[string, number][]> {
  const place = file.columns.indexOf(target);
  const counts = new Map<string, number>();
  for await (const block of file.rows())
    for (const cells of block) {
      const cell = cells[place] ?? '';
      if (isMissingTarget(cell) || (counts.size >= mostValues && !counts.has(cell))) continue;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
  return [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export const isMissingTarget = (cell: string): boolean => cell === '' || /^(na|n\/a|nan|null)$/i.test(cell);

/** The same text, or the same number: 1 and 1.0. */
export function isSame(a: string, b: string): boolean {
  if (a === b || a.toLowerCase() === b.trim().toLowerCase()) return true;
  const [x, y] = [numberIn(a), numberIn(b.trim())];
  return x !== undefined && x === y;
}
