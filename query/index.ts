export { emptyCatalogue } from './catalogue.ts';
export type { Catalogue, ContactLedger, Field, FieldType, Labels, Language, Named } from './catalogue.ts';
export { monthEnd, monthStart } from './calendar.ts';
export { check, checkFormula } from './check.ts';
export type { Checked } from './check.ts';
export {
  compileCount,
  compileFunnel,
  compileGroup,
  compileInsertAudience,
  compileInsertTag,
  compileSelect,
  conditionOf,
  customerRecord,
  funnelParts,
  selectCustomers,
  selectRecords,
  valueOf,
} from './compile.ts';
export type { CompileOptions, RecordSelect, SelectRequest } from './compile.ts';
export { explain } from './explain.ts';
export { facts, functions } from './functions.ts';
export { fieldsUsed } from './lineage.ts';
export type { Used } from './lineage.ts';
export { evaluate, matches } from './meaning.ts';
export type { Cell, Customer } from './meaning.ts';
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
export { and, binary, call, column, float, not, or, value, word } from './sql.ts';
export type { Expr, Order, ParamValue, Select, SelectColumn, SqlType, Statement } from './sql.ts';
export type { ComparisonOperator, Position, Syntax } from './syntax.ts';
export { asTagAlgebra, compileTagCount, compileTagKeys, everyone, tagBitmap } from './tag-algebra.ts';
export type { TagAlgebra } from './tag-algebra.ts';
export { quoteText, toText, writeName } from './to-text.ts';
export type { Formula, Rule, Typed } from './tree.ts';
