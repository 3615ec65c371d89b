import type { z } from 'zod';
import { BoardColumn, type Result, type worklistRoutes } from '#contract';
import type { Context } from '#platform/context';
import { run } from '#platform/records';
import { readPeople } from '#know/organisation';
import { customerFacts } from '#know/customers';
import { narrow, visible, workOrder } from './work-list.ts';
import type { WorkOrderTable } from './work-order-store.ts';

type Query = z.output<(typeof worklistRoutes)['workCards']['query']>;
type Board = Result<(typeof worklistRoutes)['workCards']>;

/** Which column an order stands in; null: in none. */
const columnOf = `case when state in ('released') then 'waiting' when state in ('accepted', 'in_progress') then 'in-hand' when state = 'done' then 'done' end`;
/** Waiting and in hand: what is due first. Done: the newest result first. */
const urgency = `case when state = 'done' then -extract(epoch from result_at) else extract(epoch from due_on::timestamp) end`;

interface Cell {
  readonly person_id: string | null;
  readonly board_column: BoardColumn;
  readonly orders: number;
  readonly overdue: number;
  readonly rows: readonly WorkOrderTable[] | null;
}

/**
 * The board in one pass over the orders that the viewer sees. A page of people; every cell has its count and its
 * first cards, so the answer stays small however many orders there are.
 */
export async function workCards(
  context: Pick<Context, 'db' | 'warehouse' | 'actor' | 'clock'>,
  query: Query,
): Promise<Board> {
  const guard = visible(context.actor, 1);
  const values: unknown[] = [...guard.values];
  const conditions = [guard.text, `${columnOf} is not null`];
  const where = (text: (parameter: string) => string, value: unknown) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(text(`$${values.length}`));
  };
  where((p) => `campaign_id = ${p}`, query.campaignId);
  where((p) => `person_id = ${p}`, query.personId);
  await narrow(context, query, where);
  values.push(context.clock.now().toISOString().slice(0, 10));
  const cells = await run<Cell>(context.db, boardText(conditions.join(' and '), `$${values.length}`, query), values);
  const [counted] = await run<{ people: number }>(
    context.db,
    `select count(distinct coalesce(person_id, '')) as people from work_order where ${conditions.join(' and ')}`,
    values.slice(0, -1),
  );
  const rows = cells.flatMap((cell) => cell.rows ?? []);
  const facts = await customerFacts(context, [...new Set(rows.map((row) => Number(row.customer_key)))], ['name']);
  const ids = [...new Set(cells.flatMap((cell) => cell.person_id ?? []))];
  const names = new Map((await readPeople(context.db, { ids })).map((person) => [person.id, person.name]));
  const card = (row: WorkOrderTable) =>
    workOrder({ ...row, result_at: row.result_at && new Date(row.result_at) }, facts.get(Number(row.customer_key)), context.actor); // prettier-ignore
  return {
    totalPeople: Number(counted?.people ?? 0),
    people: [...Map.groupBy(cells, (cell) => cell.person_id)].map(([personId, own]) => ({
      personId,
      name: (personId !== null && names.get(personId)) || null,
      overdue: own.reduce((sum, cell) => sum + Number(cell.overdue), 0),
      columns: Object.fromEntries(
        BoardColumn.options.map((name) => {
          const cell = own.find((one) => one.board_column === name);
          return [name, { count: Number(cell?.orders ?? 0), cards: (cell?.rows ?? []).map(card) }];
        }),
      ) as Board['people'][number]['columns'],
    })),
  };
}

function boardText(where: string, today: string, { most, people, peopleOffset }: Query): string {
  return `
    with fitting as (
      select *, ${columnOf} as board_column, (day < ${today}::date and state <> 'done') as late from work_order where ${where}
    ), shown as (
      select person_id, count(*) filter (where late) as late from fitting group by person_id
      order by late desc, person_id nulls first limit ${most > 0 ? people : 0} offset ${peopleOffset}
    ), ranked as (
      select fitting.*, row_number() over (partition by fitting.person_id, board_column order by ${urgency}, id) as place
      from fitting inner join shown on shown.person_id is not distinct from fitting.person_id
    )
    select ranked.person_id, board_column, count(*) as orders, count(*) filter (where ranked.late) as overdue,
      jsonb_agg(to_jsonb(ranked) order by place) filter (where place <= ${most}) as rows
    from ranked inner join shown on shown.person_id is not distinct from ranked.person_id
    group by ranked.person_id, board_column, shown.late order by shown.late desc, ranked.person_id nulls first`;
}
