export { emptyCatalogue, lookUp } from './catalogue.ts';
export type { Catalogue, ContactLedger, Field, FieldType, Labels, Language, Named } from './catalogue.ts';
export type {
  BinValue,
  Calibration,
  LeafNode,
  Link,
  ModelDocument,
  ModelInput,
  Range,
  ScorecardBin,
  ScorecardDocument,
  ScorecardField,
  SplitNode,
  SplitTest,
  TreeDocument,
  TreeNode,
  TreesDocument,
} from './model-document.ts';
export { bindModel, fieldsOfModel, scoreCustomer, scoreOf } from './model-bind.ts';
export type { Bound, BoundModel } from './model-bind.ts';
export { readModel } from './model-check.ts';
export type { CheckedModel } from './model-check.ts';
export { binOf, holds, isMissing, scoreOfSum, scoreRow, sumOfRow } from './model-meaning.ts';
export type { ModelCell } from './model-meaning.ts';
export { describeModelProblem } from './model-problem.ts';
export type { ModelProblem, ModelProblemCode } from './model-problem.ts';
export { scoreExpression } from './model-sql.ts';
export { monthEnd, monthStart } from './calendar.ts';
export { check, checkFormula } from './check.ts';
export type { Checked } from './check.ts';
export { readMetric } from './check-metric.ts';
export {
  compileCount,
  compileFunnel,
  compileGroup,
  compileInsertAudience,
  compileInsertTag,
  compileSelect,
  componentOf,
  conditionOf,
  customerRecord,
  funnelParts,
  selectCustomers,
  selectRecords,
  valueOf,
} from './compile.ts';
export type { CompileOptions, RecordSelect, SelectRequest } from './compile.ts';
export { explain } from './explain.ts';
export { asksElsewhere, columnsRead, readExpression, writeExpression } from './expression.ts';
export { explainMetric } from './explain-metric.ts';
export { facts, functions } from './functions.ts';
export { fieldsUsed, usedBy } from './lineage.ts';
export type { Used } from './lineage.ts';
export { evaluate, matches } from './meaning.ts';
export type { Cell, Customer } from './meaning.ts';
export type { MetricCatalogue } from './metric-catalogue.ts';
export { metricFunctions } from './metric-functions.ts';
export { metricUses } from './metric-lineage.ts';
export type { MetricUsed } from './metric-lineage.ts';
export { combine, measure, measureComponent } from './metric-meaning.ts';
export { addsUp, componentsOf, metricParts, ratioOf } from './metric-tree.ts';
export type { CheckedMetric, Component, Metric } from './metric-tree.ts';
export { namesIn, spellOut } from './names-in.ts';
export type { NamesIn } from './names-in.ts';
export { parse } from './parse.ts';
export type { Parsed } from './parse.ts';
export { print, printExpression, quoteIdentifier } from './print.ts';
export { nearest } from './problem.ts';
export { describeProblem } from './problem-words.ts';
export type { Problem, ProblemCode } from './problem.ts';
export { readAnyRule, readFormula, readRule } from './read.ts';
export { factFields, textField } from './form-rule.ts';
export type { FormRule, FormValue } from './form-rule.ts';
export { fromRuleGroup, toRuleGroup } from './rule-group.ts';
export type { FormGroup } from './rule-group.ts';
export { insertInto, scope } from './scope.ts';
export type { Scope, Scoped } from './scope.ts';
export { and, binary, call, column, float, not, number, or, value, word } from './sql.ts';
export type { Expr, Order, ParamValue, Select, SelectColumn, SqlType, Statement } from './sql.ts';
export type { ComparisonOperator, Position, Syntax } from './syntax.ts';
export { asTagAlgebra, compileTagCount, compileTagKeys, everyone, tagBitmap } from './tag-algebra.ts';
export type { TagAlgebra } from './tag-algebra.ts';
export { sayUnit } from './unit-words.ts';
export { quoteText, toText, writeName } from './to-text.ts';
export type { Formula, Rule, Typed } from './tree.ts';
export { readUnit, sameUnit, writeUnit } from './unit.ts';
