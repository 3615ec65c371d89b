import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  column,
  printExpression,
  scoreExpression,
  scoreRow,
  type ModelCell,
  type TreeNode,
  type TreesDocument,
} from '#query';
import { openWarehouse, statement, type Warehouse } from '#platform/warehouse';
import { chance } from '../server/understand/models/learners/chance.ts';
import { foldsOf } from '../server/understand/models/learners/folds.ts';
import { crossValidate } from '../server/understand/models/learners/cross-validate.ts';
import { openCells } from '../server/understand/models/learners/file/cells-of-file.ts';
import { chooseColumns } from '../server/understand/models/learners/file/choose-columns.ts';
import { readTable } from '../server/understand/models/learners/file/read-table.ts';
import { surveyColumns } from '../server/understand/models/learners/file/survey-columns.ts';
import type { Table } from '../server/understand/models/learners/table.ts';
import { trainScorecard } from '../server/understand/models/learners/train-scorecard.ts';
import { trainTrees } from '../server/understand/models/learners/train-trees.ts';

/**
 * `npm run bench models [-- --rows 200000] [--scored 10000000]`: both learners beside scikit-learn on the same folds, the
 * time to learn beside HistGradientBoostingClassifier, and scoring in the warehouse. Needs /usr/bin/python3 with sklearn
 * for the comparisons, and says so when it is missing.
 */
const { values: wanted } = parseArgs({
  options: { rows: { type: 'string', default: '200000' }, scored: { type: 'string', default: '10000000' } },
});
const sklearn = readFileSync(new URL('./models/same_folds.py', import.meta.url), 'utf8');
const sklearnSpeed = `
import sys, time, json, numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
n, w = int(sys.argv[2]), int(sys.argv[3])
d = np.fromfile(sys.argv[1]).reshape(w + 1, n)
X, y = np.asfortranarray(d[:w].T), d[w].astype(int)
t = time.time(); HistGradientBoostingClassifier(max_iter=100, early_stopping=False).fit(X, y)
print(json.dumps(time.time() - t))`;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const directory = mkdtempSync(join(tmpdir(), 'gridloop-bench-models-'));
try {
  await accuracy('telco_ibm_7043x21.csv', 'Churn', 'Yes');
  await accuracy('uci_iranian_churn_3150.csv', 'Churn', '1');
  await speed(Number(wanted.rows), 50);
  await scoring(Number(wanted.scored));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Runs a script with Debian's scikit-learn; undefined where there is none. */
function python<T>(script: string, ...args: string[]): T | undefined {
  const { status, stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  if (status === 0) return JSON.parse(stdout) as T;
  say(
    `  no comparison: /usr/bin/python3 with scikit-learn is needed (${(stderr ?? '').trim().split('\n').at(-1) ?? 'not found'})`,
  );
  return undefined;
}

function mean(of: readonly number[]): number {
  return of.reduce((sum, one) => sum + one, 0) / of.length;
}

async function accuracy(name: string, target: string, positive: string): Promise<void> {
  const path = new URL(`../../shared/data/${name}`, import.meta.url).pathname;
  const file = await openCells(path).catch(() => undefined);
  if (!file) return say(`${name}: not on this machine`);
  const surveyed = await surveyColumns(file);
  const { wanted } = chooseColumns(surveyed, new Set([target]));
  const table = await readTable(file, surveyed.rows, [...wanted, { name: target, type: 'text' }]);
  const last = table.columns.at(-1)!;
  if (last.type !== 'text') throw new Error('The target is read as a text');
  const y = Float64Array.from(last.codes, (code) => (last.values[code] === positive ? 1 : 0));
  const fields: Table = { rows: table.rows, columns: table.columns.slice(0, -1) };
  const folds = { folds: 5, seed: 42, together: 2 };
  const trees = await crossValidate(fields, y, (part, of) => trainTrees(part, of), folds);
  const card = await crossValidate(fields, y, (part, of) => trainScorecard(part, of), folds);
  writeFileSync(join(directory, 'folds.json'), JSON.stringify([...foldsOf(y, 5, 42)]));
  const theirs = python<{ trees: number; logistic: number }>(
    sklearn,
    path,
    target,
    positive,
    join(directory, 'folds.json'),
    JSON.stringify(wanted.map(({ name }) => name)),
  );
  say(
    `${name}: trees ${mean(trees.aucByFold).toFixed(4)}, HistGradientBoosting ${theirs?.trees.toFixed(4) ?? '–'}; scorecard ${mean(card.aucByFold).toFixed(4)}, LogisticRegression ${theirs?.logistic.toFixed(4) ?? '–'}`,
  );
}

async function speed(rows: number, width: number): Promise<void> {
  const columns = Array.from({ length: width }, (_, f) => ({
    name: `f${f}`,
    type: 'number' as const,
    values: Float64Array.from(
      { length: rows },
      (_, row) => chance(f, row, 0) + chance(f, row, 1) + chance(f, row, 2) - 1.5,
    ),
  }));
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const margin = columns.slice(0, 20).reduce((sum, { values }, f) => sum + values[row]! * ((f % 3) - 1), 0);
    return chance(99, row, 0) < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
  });
  const began = performance.now();
  await trainTrees({ rows, columns }, target, {
    rounds: 100,
    leaves: 31,
    rate: 0.1,
    l2: 0,
    rowShare: 1,
    fieldShare: 1,
    earlyStopping: false,
    threads: 2,
  });
  const ours = (performance.now() - began) / 1000;
  const data = join(directory, 'data.bin');
  writeFileSync(
    data,
    Buffer.concat([...columns.map(({ values }) => Buffer.from(values.buffer)), Buffer.from(target.buffer)]),
  );
  const theirs = python<number>(sklearnSpeed, data, String(rows), String(width));
  say(
    `${rows} × ${width}, 100 trees of 31 leaves, 2 threads: ${ours.toFixed(1)} s; HistGradientBoosting ${theirs?.toFixed(1) ?? '–'} s${theirs === undefined ? '' : `; ratio ${(ours / theirs).toFixed(2)} (target: at most 3)`}`,
  );
}

/** A hundred full trees of depth 5 over twenty numbers, a tenth of them missing. */
function forest(): TreesDocument {
  let draws = 0;
  const draw = () => chance(7, draws++, 0);
  const grow = (depth: number, nodes: TreeNode[]): number => {
    const at = nodes.length;
    nodes.push({ leaf: draw() - 0.5 });
    if (depth === 0) return at;
    const [input, atMost] = [Math.floor(draw() * 20), draw()];
    const [left, right] = [grow(depth - 1, nodes), grow(depth - 1, nodes)];
    nodes[at] = { input, test: { atMost }, left, right, missing: draw() < 0.5 ? 'left' : 'right' };
    return at;
  };
  const trees = Array.from({ length: 100 }, () => {
    const nodes: TreeNode[] = [];
    grow(5, nodes);
    return { nodes };
  });
  const inputs = Array.from({ length: 20 }, (_, i) => ({ name: `c${i}`, type: 'number' as const }));
  return { format: 'gridloop-model', version: 1, kind: 'trees', inputs, link: 'logit', base: 0, trees };
}

async function scoring(rows: number): Promise<void> {
  const model = forest();
  const warehouse = await openWarehouse({ dataDirectory: join(directory, 'warehouse') });
  try {
    const columns = model.inputs.map(
      ({ name }, i) =>
        `if(cityHash64(number, ${i + 100}) % 10 = 0, null, cityHash64(number, ${i}) / 18446744073709551615.) as ${name}`,
    );
    await warehouse.execute(
      `create table scored engine = MergeTree order by number as select number, ${columns.join(', ')} from numbers(${rows})`,
    );
    const { sql, params } = printExpression(
      scoreExpression(
        model,
        model.inputs.map(({ name }) => column(name)),
      ),
    );
    const began = performance.now();
    await warehouse.rows(statement(`select sum(${sql}) as s from scored`, params));
    say(
      `${rows} customers × 100 trees × depth 5 in SQL: ${((performance.now() - began) / 1000).toFixed(1)} s (target for 10 million on 2 cores: under 60 s)`,
    );
    await equality(warehouse, model, sql, params);
  } finally {
    await warehouse.close();
  }
}

/** The engine beside the meaning in memory, on 100,000 rows. */
async function equality(
  warehouse: Warehouse,
  model: TreesDocument,
  sql: string,
  params: Parameters<typeof statement>[1],
): Promise<void> {
  const names = model.inputs.map(({ name }) => name).join(', ');
  const rows = await warehouse.rows<Record<string, ModelCell>>(
    statement(`select ${sql} as score, ${names} from scored limit 100000`, params),
  );
  const worst = rows.reduce(
    (most, row) =>
      Math.max(
        most,
        Math.abs(
          Number(row['score']) -
            scoreRow(
              model,
              model.inputs.map(({ name }) => row[name] ?? null),
            ),
        ),
      ),
    0,
  );
  say(`SQL beside memory on ${rows.length} rows: at most ${worst.toExponential(1)} apart (target: 1e-6)`);
}
