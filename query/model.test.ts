import { Session } from 'chdb';
import { describe, expect, test } from 'vitest';
import { emptyCatalogue } from './catalogue.ts';
import { bindModel, fieldsOfModel, scoreCustomer, scoreOf } from './model-bind.ts';
import { readModel } from './model-check.ts';
import type { ModelDocument } from './model-document.ts';
import { scoreRow } from './model-meaning.ts';
import type { ModelCell } from './model-meaning.ts';
import { describeModelProblem } from './model-problem.ts';
import { scoreExpression } from './model-sql.ts';
import { openChance } from './oracle-data.ts';
import { inputs, randomCells, randomModel } from './oracle-models.ts';
import { printExpression, quoteIdentifier } from './print.ts';
import { column } from './sql.ts';

/** Scores of the rows by the engine. */
function scoresBySql(session: Session, model: ModelDocument): number[] {
  const expr = scoreExpression(
    model,
    inputs.map(({ name }) => column(name)),
  );
  const { sql, params } = printExpression(expr);
  const text = session.queryBind(`select ${sql} from cells order by row`, params, 'JSONCompactEachRow');
  return text
    .trim()
    .split('\n')
    .map((line) => Number((JSON.parse(line) as [number | string])[0]));
}

function fill(session: Session, rows: readonly ModelCell[][]): void {
  const columns = inputs.map(
    ({ name, type }) => `${quoteIdentifier(name)} Nullable(${type === 'text' ? 'String' : 'Float64'})`,
  );
  session.query(`create table cells (row UInt32, ${columns.join(', ')}) engine = MergeTree order by row`);
  const lines = rows.map((cells, row) =>
    JSON.stringify({
      row,
      ...Object.fromEntries(
        inputs.map(({ name }, i) => [name, typeof cells[i] === 'number' ? String(cells[i]) : cells[i]]),
      ),
    }),
  );
  session.query(`insert into cells format JSONEachRow ${lines.join('\n')}`);
}

/** Equal, or as near as sums in another order are. */
const isNear = (a: number, b: number) => a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

test('the SQL of a model gives what its meaning gives: random models, missing, extreme and unseen values', () => {
  const chance = openChance(11);
  const rows = Array.from({ length: 400 }, () => randomCells(chance));
  const session = new Session();
  try {
    session.query('set compile_expressions = 0, max_threads = 1, output_format_json_quote_denormals = 1');
    fill(session, rows);
    for (let n = 0; n < 120; n++) {
      const model = randomModel(chance);
      expect(readModel(JSON.parse(JSON.stringify(model)))).toMatchObject({ ok: true });
      const bySql = scoresBySql(session, model);
      for (const [row, cells] of rows.entries()) {
        const score = scoreRow(model, cells);
        if (!isNear(bySql[row]!, score))
          expect.fail(`${JSON.stringify(model)}\n${JSON.stringify(cells)}\nSQL ${bySql[row]}, meaning ${score}`);
      }
    }
  } finally {
    session.cleanup();
  }
});

const tree: ModelDocument = {
  format: 'gridloop-model',
  version: 1,
  kind: 'trees',
  inputs: [
    { name: 'arpu', type: 'number' },
    { name: 'plan', type: 'text' },
  ],
  link: 'logit',
  base: 0,
  trees: [
    {
      nodes: [
        { input: 0, test: { atMost: 30 }, left: 1, right: 2, missing: 'left' },
        { leaf: 1 },
        { input: 1, test: { among: ['gold'] }, left: 3, right: 4, missing: 'right' },
        { leaf: 2 },
        { leaf: 3 },
      ],
    },
  ],
};

describe('a model document', () => {
  test('has all its problems told at once, each with its place', () => {
    const broken = structuredClone(tree) as unknown as Record<string, unknown>;
    broken['link'] = 'probit';
    broken['base'] = 'none';
    (broken['trees'] as { nodes: unknown[] }[])[0]!.nodes = [
      { input: 9, test: { atMost: 1 }, left: 0, right: 2, missing: 'up' },
      { leaf: Number.NaN },
      { input: 1, test: { atMost: 3 }, left: 3, right: 3, missing: 'left' },
      { leaf: 1 },
    ];
    const read = readModel(broken);
    expect(read.ok ? [] : read.problems.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'wrong-kind link',
      'wrong-kind base',
      'no-such-input trees[0].nodes[0].input',
      'wrong-kind trees[0].nodes[0].missing',
      'bad-child trees[0].nodes[0].left',
      'wrong-kind trees[0].nodes[1].leaf',
      'test-type trees[0].nodes[2].test',
      'unreachable trees[0].nodes[1]',
      'unreachable trees[0].nodes[3]',
    ]);
    for (const problem of read.ok ? [] : read.problems) {
      expect(describeModelProblem(problem, 'en')).toMatch(/^[\w.[\]]+: .+\.$/);
      expect(describeModelProblem(problem, 'zh')).toMatch(/。$/);
    }
    expect(readModel('a text')).toMatchObject({ ok: false, problems: [{ code: 'not-a-model' }] });
    expect(readModel({ ...tree, version: 2 })).toMatchObject({ ok: false, problems: [{ code: 'unknown-version' }] });
  });

  test('finds its inputs among the fields, and says which it does not find', () => {
    const fields = {
      arpu: { name: 'arpu', column: 'c_arpu', type: 'integer' },
      plan: { name: 'plan', column: 'c_plan', type: 'text' },
    } as const;
    const found = bindModel(tree, { ...emptyCatalogue(202610), fields });
    expect(found.ok).toBe(true);
    if (!found.ok) return;
    expect(scoreCustomer(found.bound, { values: { c_arpu: 31n, c_plan: 'gold' } })).toBeCloseTo(
      1 / (1 + Math.exp(-2)),
      12,
    );
    expect(scoreCustomer(found.bound, { values: {} })).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    expect(printExpression(scoreOf(found.bound)).sql).toContain('`c_arpu`');
    expect(fieldsOfModel(tree)).toEqual(['arpu', 'plan']);
    const other = { arpu: { ...fields.arpu, type: 'text' }, plans: { ...fields.plan, name: 'plans' } } as const;
    expect(bindModel(tree, { ...emptyCatalogue(202610), fields: other })).toMatchObject({
      ok: false,
      problems: [
        { code: 'field-type', place: 'inputs[0]' },
        { code: 'unknown-field', place: 'inputs[1]', suggestion: 'plans' },
      ],
    });
  });

  test('of a hundred deep trees or of a thousand small ones is compiled within the limits of the engine', () => {
    const session = new Session('', { connectionArgs: [`--max_query_size=${512 * 1024 * 1024}`] });
    const deep: ModelDocument = { ...tree, trees: Array(1000).fill(tree.trees[0]) };
    const { sql, params } = printExpression(scoreExpression(deep, [column('arpu'), column('plan')]));
    try {
      const text = session.queryBind(
        `select ${sql} from (select toNullable(40.) as arpu, toNullable('x') as plan)`,
        params,
        'JSONCompactEachRow',
      );
      expect(Number((JSON.parse(text) as [number])[0])).toBe(1);
    } finally {
      session.cleanup();
    }
  });
});
