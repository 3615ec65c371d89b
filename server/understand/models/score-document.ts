import type { UpliftGroup } from '#contract';
import { binary, call, column, float, scoreExpression, value, type Expr, type ModelDocument } from '#query';
import { scoreTable } from './learners/score-table.ts';
import type { Table } from './learners/table.ts';
import { effectOf } from './uplift/learn-uplift.ts';
import { documentsOf, groupOf, type UpliftArmDocument, type UpliftDocument } from './uplift/uplift-document.ts';

/** What a version keeps: a model document, or several of them that tell an uplift. */
export type ScoreDocument = ModelDocument | UpliftDocument;

export const isUplift = (document: ScoreDocument): document is UpliftDocument => document.format === 'gridloop-uplift';

/** The inputs that the document reads, by name, each once. */
export function inputsOf(document: ScoreDocument): { name: string; type: 'number' | 'text' }[] {
  const all = isUplift(document) ? documentsOf(document).flatMap(({ inputs }) => inputs) : document.inputs;
  return [...new Map(all.map((input) => [input.name, { name: input.name, type: input.type }])).values()];
}

/** A score column of the record: one a model; of an uplift with several arms one an arm. */
export interface ScoreColumn {
  /** By which rules name it. */
  readonly id: string;
  readonly arm: string | null;
  readonly expression: Expr;
}

/** Columns of fields by their names. */
export type ColumnOf = (field: string) => Expr;

/** What fills the columns of a version. The first has the model's own id. */
export function scoreColumns(id: string, document: ScoreDocument, columnOf: ColumnOf): ScoreColumn[] {
  if (!isUplift(document)) return [{ id, arm: null, expression: compileScore(document, columnOf) }];
  return document.arms.map((arm, i) => ({
    id: i === 0 ? id : `${id}.${arm.arm}`,
    arm: arm.arm,
    expression: effectExpression(arm, columnOf),
  }));
}

const compileScore = (document: ModelDocument, columnOf: ColumnOf): Expr =>
  scoreExpression(
    document,
    document.inputs.map(({ name }) => columnOf(name)),
  );

function effectExpression({ constant, terms }: UpliftArmDocument, columnOf: ColumnOf): Expr {
  return terms.reduce<Expr>(
    (sum, { weight, document }) => binary(sum, '+', binary(float(weight), '*', compileScore(document, columnOf))),
    float(constant),
  );
}

/** The group of the first arm, from the score's column and the chance without contact. */
export function groupExpression({ groups, untouched }: UpliftDocument, score: string, columnOf: ColumnOf): Expr {
  const effect = column(score);
  const named = (group: UpliftGroup): Expr => value('String', group);
  return call(
    'multiIf',
    binary(effect, '>=', float(groups.wakes)),
    named('persuadable'),
    binary(effect, '<=', float(groups.harms)),
    named('do-not-wake'),
    binary(compileScore(untouched, columnOf), '>=', float(groups.sure)),
    named('sure-thing'),
    named('lost-cause'),
  );
}

/** What the first column holds, a row; the meaning of the SQL. */
export function scoresOf(document: ScoreDocument, table: Table): Float64Array {
  if (!isUplift(document)) return scoreTable(document, table);
  const [arm] = document.arms;
  return arm ? effectOf(arm, table) : new Float64Array(table.rows);
}

/** The groups of rows by the first arm. */
export function groupsOf(document: UpliftDocument, table: Table): UpliftGroup[] {
  const effects = scoresOf(document, table);
  const untouched = scoreTable(document.untouched, table);
  return Array.from(effects, (effect, row) => groupOf(effect, untouched[row]!, document.groups));
}
