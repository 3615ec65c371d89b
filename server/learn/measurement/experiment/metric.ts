import { Problem } from '#contract';
import { nearest } from '#query';

/** What is measured of each unit, as people write it: `visit:proportion`, `clicks/visits:ratio`, `days:retention:left@90`. */
export interface Metric {
  /** The name in results: the column, or the whole text where two metrics have one column. */
  readonly name: string;
  readonly text: string;
  readonly measure: Measure;
}
export type Measure =
  | { readonly kind: 'proportion' | 'mean' | 'count'; readonly column: string }
  | { readonly kind: 'ratio'; readonly numerator: string; readonly denominator: string }
  /** Of each unit, after less before: compared between arms, the difference in differences. */
  | { readonly kind: 'change'; readonly after: string; readonly before: string }
  /** Amounts above that quantile of all units count as the quantile. */
  | { readonly kind: 'revenue'; readonly column: string; readonly cap: number }
  | { readonly kind: 'quantile'; readonly column: string; readonly quantile: number }
  /** Days to the event, empty where there was none; everybody was watched for so many days. Without days: 1 kept, 0 not. */
  | { readonly kind: 'kept'; readonly column: string; readonly days: number | null }
  /** Days watched, and whether that ended with the event. */
  | { readonly kind: 'survival'; readonly column: string; readonly event: string; readonly days: number };

const kinds = ['proportion', 'mean', 'count', 'ratio', 'change', 'revenue', 'quantile', 'retention'] as const;

/** Reads metrics as written. @throws Problem with every one that cannot be read */
export function readMetrics(texts: readonly string[]): Metric[] {
  const found: { text: string; column: string; measure: Measure }[] = [];
  const problems: { code: string; place: string; message: string }[] = [];
  for (const text of texts) {
    const read = readMeasure(text);
    if (typeof read === 'string') problems.push({ code: 'metric', place: text, message: read });
    else found.push({ text, ...read });
  }
  if (problems.length > 0)
    throw new Problem('invalid', 'metric', problems.map(({ place, message }) => `${place}: ${message}`).join(' '), {
      problems,
    });
  return found.map(({ text, column, measure }) => ({
    text,
    measure,
    name: found.filter((other) => other.column === column).length > 1 ? text : column,
  }));
}

function readMeasure(text: string): { column: string; measure: Measure } | string {
  const parts = /^(.+?):([a-z-]+)(?::(.*))?$/s.exec(text);
  const [, column = '', kind = '', argument] = parts ?? [];
  if (!parts) return `A metric is COLUMN:KIND, where KIND is one of ${kinds.join(', ')}.`;
  switch (kind) {
    case 'proportion':
    case 'mean':
    case 'count':
      if (argument !== undefined) return `${kind} takes nothing after it.`;
      return { column, measure: { kind, column } };
    case 'ratio':
    case 'change':
      return readPair(kind, column, argument);
    case 'revenue':
    case 'quantile':
      return readQuantile(kind, column, argument);
    case 'retention':
      return readRetention(column, argument);
    default: {
      const near = nearest(kind, [...kinds]);
      return `There is no kind ${kind}; kinds are ${kinds.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
    }
  }
}

function readPair(
  kind: 'ratio' | 'change',
  column: string,
  argument: string | undefined,
): { column: string; measure: Measure } | string {
  const slash = column.indexOf('/');
  const [first, second] =
    argument === undefined ? [column.slice(0, slash), column.slice(slash + 1)] : [column, argument];
  if ((argument === undefined && slash < 0) || !first || !second)
    return kind === 'ratio' ? 'A ratio is NUMERATOR/DENOMINATOR:ratio.' : 'A change is AFTER/BEFORE:change.';
  const measure: Measure =
    kind === 'ratio' ? { kind, numerator: first, denominator: second } : { kind, after: first, before: second };
  return { column: `${first}/${second}`, measure };
}

function readQuantile(kind: 'revenue' | 'quantile', column: string, argument: string | undefined) {
  const value = argument === undefined ? (kind === 'revenue' ? 0.99 : 0.5) : Number(argument);
  const most = kind === 'revenue' ? 1 : 0.999_999;
  if (!(value > 0 && value <= most)) return `${kind} takes a quantile between 0 and 1, not “${argument ?? ''}”.`;
  const measure: Measure =
    kind === 'revenue' ? { kind, column, cap: value } : { kind: 'quantile', column, quantile: value };
  return { column, measure };
}

function readRetention(column: string, argument: string | undefined): { column: string; measure: Measure } | string {
  if (argument === undefined) return { column, measure: { kind: 'kept', column, days: null } };
  const [event, days] = argument.includes('@')
    ? [argument.slice(0, argument.lastIndexOf('@')), Number(argument.slice(argument.lastIndexOf('@') + 1))]
    : ['', Number(argument)];
  if (!Number.isFinite(days) || days < 0)
    return 'retention is DAYS:retention:HORIZON, or DAYS:retention:EVENT@HORIZON, the horizon in days.';
  return {
    column,
    measure: event === '' ? { kind: 'kept', column, days } : { kind: 'survival', column, event, days },
  };
}
