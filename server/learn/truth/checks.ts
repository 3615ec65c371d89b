import type { ParamValue } from '#platform/warehouse';

/** What a month's feedback is checked against. */
export interface ChecksAsk {
  /** YYYYMM. */
  readonly month: number;
  readonly share: number;
  /** `campaign|offer` of every offer whose order is a success of that campaign. */
  readonly successes: readonly string[];
  /** Days in which a claimed success must have become an order. */
  readonly withinDays: number;
}

/** Results a minute of work cannot hold: so many within ten minutes. */
const paceVisits = 12;
const paceCalls = 30;
/** Standard deviations from what people report on average. */
const unusual = 3;
/** The city's clock; the product's days are those of UTC+8. */
const hoursFromUtc = 8;

/** What is known of a month's feedback: its customers' orders, the answers given, what people report on average, their pace. */
const factsText = `
      feedback as (
        select contact_id, customer_key, customer_id, person_id, ifNull(org_unit_id, '') as org_unit_id, campaign, channel, happened_at, happened_on, result, claimed_success
        from contact where toYYYYMM(happened_on) = {month:UInt32} and person_id != '' and channel in ('field', 'call', 'hall')
      ),
      joined as (select customer_key, unified_key from identity where unified_key != customer_key),
      last_order as (select max(assumeNotNull(toDate(ordered_on))) as day from entity_order),
      orders as (
        select if(j.unified_key = 0, o.customer_key, j.unified_key) as customer_key, groupArray(tuple(assumeNotNull(toDate(o.ordered_on)), ifNull(o.offer_id, ''))) as placed
        from entity_order o any left join joined j on j.customer_key = o.customer_key
        where o.customer_key in (select customer_key from feedback where claimed_success)
          or o.customer_key in (select customer_key from joined where unified_key in (select customer_key from feedback where claimed_success))
        group by customer_key
      ),
      answers as (
        select substring(feedback_id, 1, position(feedback_id, ':') - 1) as contact_id, cityHash64(groupArraySorted(50)(concat(field, '=', value))) as answer
        from entity_feedback where feed = 'worklist' and period = {month:UInt32} group by contact_id
      ),
      joined_answers as (
        select f.contact_id as contact_id, f.person_id as person_id, a.answer as answer from feedback f inner join answers a on a.contact_id = f.contact_id
      ),
      copied as (
        select person_id, answer from (
          select person_id, answer, count() as own, sum(own) over (partition by person_id) as of_person, sum(own) over (partition by answer) as everybodys, sum(own) over () as whole
          from joined_answers group by person_id, answer
        )
        where own >= 5 and own - of_person * everybodys / whole > 4 * sqrt(of_person * everybodys / whole * (1 - everybodys / whole) + 1)
      ),
      regular as (
        select person_id, count() as own, countIf(result in ('unreachable', 'wrong_details')) as missed,
          sum(missed) over () / sum(own) over () as rate,
          if(rate = 0 or rate = 1, 0, greatest(0., (own * rate - missed) / sqrt(own * rate * (1 - rate)))) as regularity
        from feedback group by person_id
      ),
      paced as (
        select *, count() over (partition by person_id order by toUnixTimestamp(happened_at) range between 600 preceding and current row) as in_ten_minutes
        from feedback
      ),`;

/**
 * Checks each feedback and gives it its chance to be drawn, and draws: one statement, all in the warehouse.
 *
 *   feedback of the month → claims without an order, pace, hours, answers copied, reached too regularly
 *   → risk → chance: half of the sample evenly, half by squared risk → systematic draw, person after person
 *
 * Systematic sampling with unequal chances (W. G. Madow, Ann. Math. Statist. 20 (1949)) over an order that a hash of the
 * feedback's id gives: every feedback is drawn with exactly its chance, each person within one of the number expected.
 */
export function checksText(): string {
  return `
    insert into feedback_check
    with
${factsText}
      checked as (
        select p.contact_id as contact_id, p.customer_key as customer_key, p.customer_id as customer_id, p.person_id as person_id, p.org_unit_id as org_unit_id, p.campaign as campaign, p.channel as channel, p.happened_at as happened_at, p.result as result,
          r.regularity as regularity,
          p.claimed_success and p.happened_on + {within_days:UInt16} <= (select day from last_order)
            and not arrayExists(o -> o.1 >= p.happened_on and o.1 <= p.happened_on + {within_days:UInt16} and has({successes:Array(String)}, concat(p.campaign, '|', o.2)), o.placed) as no_order,
          p.in_ten_minutes >= if(p.channel = 'call', ${paceCalls}, ${paceVisits}) as pace,
          toHour(p.happened_at + toIntervalHour(${hoursFromUtc})) not between 7 and 21 as odd,
          c.person_id != '' as copy,
          r.regularity > ${unusual} as regular
        from paced p
        left join orders o on o.customer_key = p.customer_key
        left join joined_answers a on a.contact_id = p.contact_id
        left join copied c on c.person_id = a.person_id and c.answer = a.answer
        left join regular r on r.person_id = p.person_id
      ),
      scored as (
        select *, 2 * no_order + 3 * pace + odd + 2 * copy + least(5., regularity) as own_risk,
          own_risk + 2 * avg(own_risk) over (partition by person_id) as risk,
          {share:Float64} / 2 as even
        from checked
      ),
      weighed as (
        select *, if(sum(risk * risk) over () = 0, 1, risk * risk / sum(risk * risk) over () * count() over ()) as weight,
          least(1., even + even * weight) as chance
        from scored
      ),
      ordered as (
        select *, sum(chance) over (order by person_id, cityHash64({month:UInt32}, contact_id) rows between unbounded preceding and current row) as upto,
          cityHash64({month:UInt32}, 'start') / 18446744073709551616. as start
        from weighed
      )
    select {month:UInt32}, contact_id, customer_key, customer_id, person_id, org_unit_id, campaign, channel, happened_at, result,
      arrayFilter(name -> name != '', [if(no_order, 'no-order', ''), if(pace, 'impossible-pace', ''), if(odd, 'odd-hours', ''), if(copy, 'copy-paste', ''), if(regular, 'too-regular', '')]),
      risk, chance, floor(upto + start) > floor(upto - chance + start)
    from ordered`;
}

export const checksParams = ({ month, share, successes, withinDays }: ChecksAsk): Record<string, ParamValue> => ({
  month,
  share: String(share),
  // A parameter of type array wants at least one value; the empty one is nobody's.
  successes: [...successes, ''],
  within_days: withinDays,
});
