import { entities, type EntityName } from '#contract';
import type { EntityShapes } from './entity-shapes.ts';
import { placeColumns } from './entity-shapes.ts';
import {
  standardFields,
  standardMeasures,
  type Family,
  type FieldDefinition,
  type MeasureDefinition,
  type RecordType,
} from './standard-fields.ts';

/** What somebody has said of a field that no entity has by itself: the feed catalogue, or the forms of feedback. */
export interface ExtraField {
  readonly name: string;
  readonly entity: EntityName;
  readonly feed: string;
  readonly unit: string | null;
  readonly label: { readonly en: string; readonly zh: string } | null;
}
export interface FeedbackField {
  readonly name: string;
  readonly type: RecordType;
}

/** One way to work out a field: of the rows of one entity, or once a customer. */
export type Source =
  | { readonly kind: 'rows'; readonly of: EntityName; readonly expression: string; readonly whenNone?: '0' | 'false' }
  | { readonly kind: 'record'; readonly expression: string; readonly whenNone?: '0' | 'false' }
  | {
      readonly kind: 'month';
      readonly of: EntityName;
      readonly measure: string;
      readonly over: 'sum' | 'max' | 'first';
      readonly derive?: Derivation;
    }
  | { readonly kind: 'feedback'; readonly field: string };
export type Derivation = (typeof derivations)[number];

/** Derived of every measure: mean and trend (least-squares slope a month, relative to the mean) of the last 3 and 6 months, change to the month before. */
export const derivations = ['mean3', 'mean6', 'trend3', 'trend6', 'change1'] as const;

/** A field of the customer record and how it is made; several sources: the first that gives a value. */
export interface PlannedField {
  readonly name: string;
  readonly type: RecordType;
  readonly unit: string | null;
  readonly label: { readonly en: string; readonly zh: string };
  readonly family: Family;
  readonly personal: boolean;
  readonly fewValues: boolean;
  readonly sources: readonly Source[];
  readonly definition: string;
  readonly source: string;
}

/** Entities with one main row a customer: their further fields become fields of the record as they are. */
const mainRowEntities: readonly EntityName[] = ['customer', 'ownership', 'account', 'subscription'];
const monthlyEntities: readonly EntityName[] = ['usage', 'bill'];

const derivedLabels: Readonly<Record<Derivation, { en: string; zh: string }>> = {
  mean3: { en: 'mean of 3 months', zh: '3月均值' },
  mean6: { en: 'mean of 6 months', zh: '6月均值' },
  trend3: { en: 'trend of 3 months', zh: '3月趋势' },
  trend6: { en: 'trend of 6 months', zh: '6月趋势' },
  change1: { en: 'change to the month before', zh: '环比' },
};

/** All fields that what is loaded can fill, by name; pure, and the same for the same input. */
export function planFields(
  shapes: EntityShapes,
  extras: readonly ExtraField[],
  feedback: readonly FeedbackField[],
): PlannedField[] {
  const fields = new Map<string, PlannedField>();
  const add = (field: PlannedField): void => merge(fields, field);
  for (const definition of standardFields) {
    const made = madeOf(definition).filter((entity) => shapes.has(entity));
    if (made.length > 0 || definition.always) add(standardField(definition, made.length > 0));
  }
  for (const measure of standardMeasures) if (shapes.has(measure.of)) measureFields(measure).forEach(add);
  for (const entity of [...monthlyEntities, ...mainRowEntities]) extraFields(shapes, entity, extras).forEach(add);
  for (const { name, type } of feedback) {
    const taken = fields.has(name);
    add({
      ...plain(taken ? `feedback_${name}` : name, type, 'other'),
      sources: [{ kind: 'feedback', field: name }],
      definition: `feedback: the latest ${name}`,
      source: 'feedback',
    });
  }
  return [...fields.values()];
}

/** A second source of a field of the same type stands in where the first has no value; of another type it is a field of its own. */
function merge(fields: Map<string, PlannedField>, field: PlannedField): void {
  const first = fields.get(field.name);
  if (!first) return void fields.set(field.name, field);
  const numeric = (type: RecordType): boolean => type === 'number' || type === 'integer';
  if (first.type === field.type || (numeric(first.type) && numeric(field.type))) {
    fields.set(field.name, {
      ...first,
      type: first.type === field.type ? first.type : 'number',
      unit: first.unit ?? field.unit,
      sources: [...first.sources, ...field.sources],
      definition: `${first.definition}; else ${field.definition}`,
      source: first.source === field.source ? first.source : `${first.source}, ${field.source}`,
    });
    return;
  }
  const own = `${field.source}_${field.name}`;
  if (!fields.has(own)) fields.set(own, { ...field, name: own });
}

/** The entities a definition reads. */
function madeOf({ of, expression }: FieldDefinition): EntityName[] {
  if (of !== 'record') return [of];
  return [...expression.matchAll(atom)].map((match) => match[1] as EntityName);
}
/** `@entity.field` in an expression that is computed once a customer. */
export const atom = /@([a-z_]+)\.([a-z_]+)/g;

function standardField(definition: FieldDefinition, loaded: boolean): PlannedField {
  const { name, type, unit, label, family, of, expression, whenNone, personal, fewValues } = definition;
  const none = whenNone === undefined ? {} : { whenNone };
  const source: Source =
    of === 'record' ? { kind: 'record', expression, ...none } : { kind: 'rows', of, expression, ...none };
  const nothing: Source = { kind: 'record', expression: whenNone ?? 'null' };
  return {
    name,
    type,
    unit: unit ?? null,
    label,
    family,
    personal: personal ?? false,
    fewValues: fewValues ?? false,
    sources: [loaded ? source : nothing],
    definition: of === 'record' ? expression : `${of}: ${expression}`,
    source: of === 'record' ? [...new Set(madeOf(definition))].join(', ') : of,
  };
}

function measureFields({ name, of, family, over }: MeasureDefinition): PlannedField[] {
  const own = (
    entities[of].fields as Record<string, { type: string; unit?: string; label: { en: string; zh: string } }>
  )[name];
  if (!own) throw new Error(`${of} has no field ${name}`);
  return monthly({ name, of, over, family, integer: own.type === 'integer', unit: own.unit ?? null, label: own.label });
}

function monthly(of: {
  name: string;
  of: EntityName;
  over: 'sum' | 'max';
  family: Family;
  integer: boolean;
  unit: string | null;
  label: { en: string; zh: string };
}): PlannedField[] {
  const { name, label, unit } = of;
  const month = { kind: 'month', of: of.of, measure: name, over: of.over } as const;
  const field: PlannedField = {
    ...plain(name, of.integer ? 'integer' : 'number', of.family),
    unit,
    label,
    sources: [month],
    definition: `${of.of}: ${of.over}(${name}) of the month`,
    source: of.of,
  };
  const derived = derivations.map((derive): PlannedField => ({
    ...field,
    name: `${name}.${derive}`,
    type: 'number',
    // Trends and changes are shares; a mean is in the unit of what it is the mean of.
    unit: derive.startsWith('mean') ? unit : '',
    label: { en: `${label.en}, ${derivedLabels[derive].en}`, zh: `${label.zh}${derivedLabels[derive].zh}` },
    sources: [{ ...month, derive }],
    definition: `${derive}(${name})`,
  }));
  return [field, ...derived];
}

function extraFields(shapes: EntityShapes, entity: EntityName, extras: readonly ExtraField[]): PlannedField[] {
  const shape = shapes.get(entity);
  if (!shape) return [];
  const standard = entities[entity].fields as Record<string, unknown>;
  return [...shape.columns].flatMap(([column, columnType]) => {
    if (placeColumns.has(column) || column in standard) return [];
    const said = extras.find((extra) => extra.entity === entity && extra.name === column);
    const label = said?.label ?? { en: column, zh: column };
    const type = recordType(columnType);
    const more = {
      unit: said?.unit ?? null,
      label,
      source: entity,
      fewValues: columnType.startsWith('LowCardinality'),
    };
    const isMonthly = monthlyEntities.includes(entity);
    if (isMonthly && (type === 'number' || type === 'integer')) {
      return monthly({
        name: column,
        of: entity,
        over: 'sum',
        family: 'other',
        integer: type === 'integer',
        unit: more.unit,
        label,
      });
    }
    const source: Source = isMonthly
      ? { kind: 'month', of: entity, measure: column, over: 'first' }
      : { kind: 'rows', of: entity, expression: `main(${quoted(column)})` };
    return [{ ...plain(column, type, 'other'), ...more, sources: [source], definition: `${entity}: ${column}` }];
  });
}

const quoted = (name: string): string => `\`${name.replace(/[`\\]/g, '\\$&')}\``;

const plain = (
  name: string,
  type: RecordType,
  family: Family,
): Omit<PlannedField, 'sources' | 'definition' | 'source'> => ({
  name,
  type,
  unit: null,
  label: { en: name, zh: name },
  family,
  personal: false,
  fewValues: false,
});

/** What a rule sees of a ClickHouse type. */
export function recordType(columnType: string): RecordType {
  if (columnType.includes('Bool')) return 'boolean';
  if (columnType.includes('Date')) return 'date';
  if (columnType.includes('String')) return 'text';
  return /Float|Decimal/.test(columnType) ? 'number' : 'integer';
}
