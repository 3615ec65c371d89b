import type { Labels, Language } from './catalogue.ts';
import { explain } from './explain.ts';
import { metricFunctions } from './metric-functions.ts';
import type { MetricFunctionName } from './metric-functions.ts';
import type { CheckedMetric, Component, Metric, Written } from './metric-tree.ts';
import type { Typed } from './tree.ts';
import { sayAmount } from './unit-words.ts';

/** Says a metric in words, with the labels of the catalogue. */
export const explainMetric = ({ metric }: CheckedMetric, language: Language): string => say(metric, language);

const signs = { '+': '+', '-': '−', '*': '×', '/': '÷' } as const;

function say(metric: Metric, language: Language): string {
  if (metric.written) return fill(metric.written, language);
  const part = (of: Metric): string => inside(of, language);
  switch (metric.kind) {
    case 'literal':
      return String(metric.value);
    case 'component':
      return sayComponent(metric.component, metric.labels, language);
    case 'negate':
      return `−${part(metric.operand)}`;
    case 'arithmetic':
      return `${part(metric.left)} ${signs[metric.operator]} ${part(metric.right)}`;
    case 'previous':
      return words('previous', language, {
        metric: part(metric.operand),
        months: sayAmount(metric.months, String(metric.months), { month: 1 }, language),
      });
    case 'scale':
      return words('scale', language, {
        metric: part(metric.operand),
        worst: String(metric.worst),
        best: String(metric.best),
      });
    case 'weighted': {
      const all = metric.parts.reduce((sum, one) => sum + one.weight, 0);
      const shares = metric.parts.map(
        ({ metric: of, weight }) => `${Math.round((weight / all) * 1000) / 10}% ${part(of)}`,
      );
      return shares.join(' + ');
    }
    case 'indicator':
      return quote(metric.labels?.[language] ?? metric.id);
  }
}
const quote = (text: string): string => `“${text}”`;

function inside(metric: Metric, language: Language): string {
  const isGroup = metric.written === undefined && (metric.kind === 'arithmetic' || metric.kind === 'weighted');
  const said = say(metric, language);
  return isGroup ? (language === 'zh' ? `（${said}）` : `(${said})`) : said;
}

function sayComponent(component: Component, labels: Labels | undefined, language: Language): string {
  if (component.aggregate === 'fact') return labels?.[language] ?? component.fact ?? '';
  const { value, condition, aggregate, level } = component;
  return fill(
    { name: condition ? 'count_if' : aggregate, ...(value && { value }), ...(condition && { condition }) },
    language,
    level === undefined ? {} : { level: String(level) },
  );
}

function fill(
  { name, value, condition }: Written,
  language: Language,
  more: Readonly<Record<string, string>> = {},
): string {
  return words(name as MetricFunctionName, language, {
    ...more,
    ...(value && { value: sayTyped(value, language) }),
    ...(condition && { rule: sayTyped(condition, language) }),
  });
}

const sayTyped = (value: Typed, language: Language): string =>
  explain({ kind: 'formula', value, source: { kind: 'null', at: value.at }, period: 0 }, language);

/** In one pass, since what the author wrote may itself look like a place holder. */
function words(name: MetricFunctionName, language: Language, parts: Readonly<Record<string, string>>): string {
  return metricFunctions[name][language].replace(/\$([a-z]+)/gu, (_, place: string) => parts[place] ?? '');
}
