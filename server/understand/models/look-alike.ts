import { Problem, TrainingInput, type RuleInput } from '#contract';
import { periodNumber, readFields } from '#know/customers';
import { readReadyCatalogue, ruleOf } from '#understand/audiences';
import { column, conditionOf, fieldsUsed, not, print, scope, selectRecords } from '#query';
import type { Context } from '#platform/context';
import { csvLine } from '#platform/files';
import { recordColumns } from './publish.ts';
import { requireVersion } from './registry.ts';
import { scoreColumns, type ScoreDocument } from './score-document.ts';

/**
 * A look-alike is trained like any other model: members of the rule against everybody else of the same month. What the
 * rule asks for says who is in it, and so tells nothing of who is like them: those fields, and other figures of the same
 * measures, are not learnt from.
 */
export async function lookAlikeTraining(
  context: Context,
  { rule, seed, exclude }: { rule: RuleInput; seed: number; exclude: readonly string[] },
): Promise<TrainingInput> {
  const asked = new Set(fieldsUsed(ruleOf(rule, await readReadyCatalogue(context))).fields.map(measureOf));
  const same = (await readFields(context.db)).map(({ name }) => name).filter((name) => asked.has(measureOf(name)));
  return TrainingInput.parse({
    target: { kind: 'look-alike', rule },
    seed,
    exclude: [...new Set([...exclude, ...same])],
  });
}

/** The measure behind a derived field: arpu of arpu.mean3. */
const measureOf = (name: string): string => name.split('.')[0] ?? name;

/** Customers a chunk of the CSV. */
const linesPerChunk = 5_000;

/** The best-scored customers of the viewer's territory, without those of the rule: `customer_id,score`, the best first. */
export async function* lookAlikeTop(
  context: Context,
  { id, version }: { id: string; version: number },
  top: number,
): AsyncIterable<string> {
  const found = await requireVersion(context, context.db, id, version);
  const { target, training } = found;
  if (target?.kind !== 'look-alike' || !training)
    throw new Problem('invalid', 'no-look-alike', `Version ${version} of ${id} is no look-alike.`, {
      parameters: { model: id, version },
    });
  const period = periodNumber(training.period);
  const rule = ruleOf(target.rule, await readReadyCatalogue(context, period));
  const columnOf = recordColumns(await readFields(context.db), JSON.parse(found.document) as ScoreDocument);
  const [score] = scoreColumns(id, JSON.parse(found.document) as ScoreDocument, columnOf);
  if (!score) throw new Error(`${id} has no score`);
  const select = selectRecords({
    period,
    columns: [
      { expr: column('customer_id'), as: 'customer_id' },
      { expr: score.expression, as: 'look_alike_score' },
    ],
    where: [not(conditionOf(rule))],
    orderBy: [{ expr: column('look_alike_score'), descending: true }, { expr: column('customer_key') }],
    limit: top,
  });
  yield csvLine(['customer_id', 'score']);
  let lines: string[] = [];
  for await (const rows of context.warehouse.stream<{ customer_id: string; look_alike_score: number }>(
    print(scope(select, context.actor.scope)),
    { signal: context.signal },
  )) {
    for (const row of rows) {
      lines.push(csvLine([row.customer_id, row.look_alike_score]));
      if (lines.length < linesPerChunk) continue;
      yield lines.join('');
      lines = [];
    }
  }
  if (lines.length > 0) yield lines.join('');
}
