import { entities, type EntityName, type Text2 } from '#contract';
import type { Context } from '#platform/context';
import { quoteIdentifier, statement, type Statement } from '#platform/warehouse';
import { eventDays } from './record-pieces.ts';

/** What an entity's rows come to, by customer and month of their day: how many there are, or the sum of a field. */
interface EntityFact {
  /** As in `order.count` and `order.amount`. */
  readonly name: string;
  readonly label: Text2;
  readonly unit: string;
  readonly select: (context: Context, periods: readonly number[]) => Promise<Statement>;
}

/** Of every entity whose rows happen on a day: formulas name them fact('order.amount'). */
export const entityFacts: readonly EntityFact[] = (Object.keys(eventDays) as EntityName[]).flatMap(factsOf);

function factsOf(entity: EntityName): EntityFact[] {
  const { label, fields } = entities[entity];
  const summed = Object.entries(fields).filter(([, { type }]) => type === 'decimal' || type === 'integer');
  return [
    {
      name: `${entity}.count`,
      label: { en: `${label.en}: rows`, zh: `${label.zh}：笔数` },
      unit: '',
      select: async (_, periods) => rowsOf(entity, '1.', periods),
    },
    ...summed.map(([name, field]): EntityFact => ({
      name: `${entity}.${name}`,
      label: { en: `${label.en}: ${field.label.en}`, zh: `${label.zh}：${field.label.zh}` },
      unit: field.unit ?? '',
      select: async (_, periods) => rowsOf(entity, `toFloat64(ifNull(e.${quoteIdentifier(name)}, 0))`, periods),
    })),
  ];
}

/**
 * Rows of { period, customer_key, org_unit_id, value }: of the unified customer that a source number belongs to, in the unit
 * that the record of the month says. A row without its day counts for the month it was loaded for, as in the record.
 */
function rowsOf(entity: EntityName, value: string, periods: readonly number[]): Statement {
  const day = eventDays[entity]?.day ?? '';
  return statement(
    `with
       joined as (select customer_key, unified_key from identity where unified_key != customer_key),
       happened as (
         select if(j.unified_key = 0, e.customer_key, j.unified_key) as customer_key,
           ifNull(toYYYYMM(e.${quoteIdentifier(day)}), e.period) as period, ${value} as value
         from entity_${entity} e any left join joined j on j.customer_key = e.customer_key
         where has({periods:Array(UInt32)}, ifNull(toYYYYMM(e.${quoteIdentifier(day)}), e.period))
       )
     select h.period as period, h.customer_key as customer_key, r.org_unit_id as org_unit_id, h.value as value
     from happened h any left join (
       select period, customer_key, org_unit_id from customer_record where period in {periods:Array(UInt32)}
     ) r on r.period = h.period and r.customer_key = h.customer_key`,
    { periods: periods.map(String) },
  );
}
