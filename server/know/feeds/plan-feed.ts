import { entities, type Entity, type EntityName, type Feed, type FieldType } from '#contract';
import { nearest, parse } from '#query';
import { periodNumber, type FeedField, type FeedPlan, type RowCheck } from './feed-plan.ts';
import type { Path, Report } from './manifest.ts';

interface Surroundings {
  readonly directory: string;
  readonly period: string | undefined;
  readonly report: Report;
  readonly place: (path: Path) => string;
}

export const entityOf = (name: EntityName): Entity => entities[name];

/** Checks a feed against the entities and fills in what it leaves out; undefined when it has reported a mistake. */
export function planFeed(feed: Feed, { directory, period: asked, report, place }: Surroundings): FeedPlan | undefined {
  let mistakes = 0;
  const counting: Report = (...mistake) => {
    mistakes++;
    report(...mistake);
  };
  if (!Object.hasOwn(entities, feed.entity)) {
    const near = nearest(feed.entity, Object.keys(entities));
    report(
      'unknown-entity',
      ['entity'],
      `There is no entity “${feed.entity}”.`,
      near === undefined ? {} : { suggestion: near },
    );
    return undefined;
  }
  const name = feed.entity as EntityName;
  const entity = entityOf(name);
  const period = asked ?? feed.period;
  if (entity.monthly && period === undefined)
    counting('no-period', ['entity'], `${feed.entity} is monthly: give the feed a period, or --period.`);
  const fields = planFields(feed, entity, counting, place);
  for (const key of requiredFields(name)) {
    if (!fields.some((field) => field.name === key))
      counting('key-not-mapped', ['fields'], `“${key}” must be mapped: it says whose row it is.`, { key: true });
  }
  const checks = planChecks(feed, fields, counting);
  if (mistakes > 0) return undefined;
  return {
    feed: feed.feed,
    entity: name,
    source: feed.source.replaceAll('{period}', period ?? ''),
    directory,
    format: feed.format,
    encoding: feed.encoding,
    delimiter: feed.delimiter,
    // A snapshot keeps the period only where its own manifest gives it one: --period is for the monthly feeds of the same call.
    period: entity.monthly
      ? periodNumber(period ?? '')
      : feed.period === undefined
        ? 0
        : periodNumber(period ?? feed.period),
    fields,
    checks,
    maxShare: feed.quarantine?.max_share ?? 0.05,
    maxRows: feed.quarantine?.max_rows,
    definition: JSON.stringify({ ...feed, period: undefined }),
    place: place(['feed']),
  };
}

/** Fields without which a row cannot be placed: the key, and the customer where there is one. */
export function requiredFields(name: EntityName): readonly string[] {
  const { key, fields } = entityOf(name);
  return Object.hasOwn(fields, 'customer_id') && !key.includes('customer_id') ? [...key, 'customer_id'] : key;
}

const reserved = new Set(['feed', 'period', 'customer_key']);
/** What a field's mapping may say; the contract's schema passes over other keys, and a slip of the pen must not go unseen. */
export const mappingKeys: readonly string[] = ['from', 'expr', 'type', 'unit', 'label', 'missing', 'keep_empty'];

function planFields(feed: Feed, entity: Entity, report: Report, place: (path: Path) => string): FeedField[] {
  return Object.entries(feed.fields).flatMap(([name, written]) => {
    const path = ['fields', name];
    const mapping = typeof written === 'string' ? { from: written } : written;
    const standard = Object.hasOwn(entity.fields, name) ? entity.fields[name] : undefined;
    if (reserved.has(name))
      report('reserved-name', path, `“${name}” is a name of the warehouse’s own; choose another one.`, { key: true });
    const { from, expr, type = standard?.type ?? 'text' } = mapping;
    if ((from === undefined) === (expr === undefined))
      report('no-source', path, 'A field needs either “from” (a column) or “expr” (a formula).', { key: true });
    if (standard && type !== standard.type)
      report('type-conflict', [...path, 'type'], `“${name}” of ${feed.entity} is ${standard.type}, not ${type}.`);
    if (expr !== undefined) checkSyntax(expr, [...path, 'expr'], report);
    const source = expr === undefined ? { column: (from ?? '').trim() } : { formula: expr };
    return [
      {
        name,
        type,
        unit: mapping.unit ?? standard?.unit,
        label: mapping.label ?? standard?.label,
        isStandard: standard !== undefined,
        from: source,
        missing: mapping.missing ?? [],
        keepEmpty: mapping.keep_empty ?? false,
        place: place(path),
      } satisfies FeedField,
    ];
  });
}

function checkSyntax(formula: string, path: Path, report: Report): void {
  const parsed = parse(formula);
  if (parsed.ok) return;
  for (const problem of parsed.problems)
    report('formula', path, `The formula cannot be read: ${problem.code} at character ${problem.at.from + 1}.`);
}

const numeric: ReadonlySet<FieldType> = new Set(['integer', 'decimal']);

function planChecks(feed: Feed, fields: readonly FeedField[], report: Report): RowCheck[] {
  const byName = new Map(fields.map((field) => [field.name, field]));
  const known = (name: string, path: Path): FeedField | undefined => {
    const field = byName.get(name);
    const near = nearest(name, byName.keys());
    if (!field)
      report('unknown-field', path, `The feed has no field “${name}”.`, {
        key: true,
        ...(near === undefined ? {} : { suggestion: near }),
      });
    return field;
  };
  return feed.audit.flatMap((check, index): RowCheck[] => {
    const at = (...rest: PropertyKey[]): Path => ['audit', index, ...rest];
    if ('not_null' in check)
      return check.not_null.flatMap((field, i) =>
        known(field, at('not_null', i)) ? [{ kind: 'not-null', field }] : [],
      );
    if ('unique' in check)
      return check.unique.every((field, i) => known(field, at('unique', i)))
        ? [{ kind: 'unique', fields: check.unique }]
        : [];
    if ('range' in check) {
      return Object.entries(check.range).flatMap(([field, [low, high]]) => {
        const found = known(field, at('range', field));
        if (found && !numeric.has(found.type))
          report('not-a-number', at('range', field), `“${field}” is ${found.type}; a range is for numbers.`);
        return [{ kind: 'range', field, low, high }];
      });
    }
    if ('one_of' in check)
      return Object.entries(check.one_of).flatMap(([field, values]) =>
        known(field, at('one_of', field)) ? [{ kind: 'one-of', field, values }] : [],
      );
    return Object.entries(check.references).flatMap(([field, target]) => {
      known(field, at('references', field));
      if (Object.hasOwn(entities, target)) return [{ kind: 'references', field, entity: target as EntityName }];
      const near = nearest(target, Object.keys(entities));
      report(
        'unknown-entity',
        at('references', field),
        `There is no entity “${target}”.`,
        near === undefined ? {} : { suggestion: near },
      );
      return [];
    });
  });
}
