import type { Result, routes } from '#contract';

export type CustomerView = Result<typeof routes.readCustomer>;
export type Row = CustomerView['entities'][string][number];
export type Cell = Row[string];

/** A value as it was told, with what kind of name it is where it has words of its own. */
export interface Part {
  readonly is: 'channel' | 'result' | 'person' | 'offer' | 'campaign' | 'told';
  readonly value: string;
}

/** Something that happened to a customer, for the line of time. */
export interface Happening {
  /** A day or an instant, ISO 8601. */
  readonly at: string;
  readonly kind: 'contact' | 'order' | 'payment' | 'service_contact' | 'complaint' | 'feedback' | 'bill';
  readonly parts: readonly Part[];
  readonly amount: number | null;
  readonly tone: 'quiet' | 'bad' | 'good' | 'accent';
}

const part = (is: Part['is'], value: Cell | undefined): Part[] =>
  value === null || value === undefined || value === '' ? [] : [{ is, value: String(value) }];
const told = (value: Cell | undefined): Part[] => part('told', value);
const number = (value: Cell | undefined): number | null => (typeof value === 'number' ? value : null);

/** Every contact, order, bill, payment, complaint and feedback, the newest first. */
export function happenings(view: CustomerView): Happening[] {
  const of = (entity: string, make: (row: Row) => Happening | undefined): Happening[] =>
    (view.entities[entity] ?? []).flatMap((row) => make(row) ?? []);
  const dated = (kind: Happening['kind'], at: Cell | undefined, more: Partial<Happening>): Happening | undefined =>
    typeof at === 'string' ? { at, kind, parts: [], amount: null, tone: 'quiet', ...more } : undefined;
  const all = [
    ...view.contacts.map((contact): Happening => ({
      at: contact.at,
      kind: 'contact',
      parts: [
        ...part('channel', contact.channel),
        ...part('result', contact.result),
        ...part('campaign', contact.campaign),
        ...part('person', contact.by),
      ],
      amount: null,
      tone: contact.result === 'accepted' ? 'good' : contact.result === 'do_not_disturb' ? 'bad' : 'accent',
    })),
    ...of('order', (row) =>
      dated('order', row['ordered_on'], {
        parts: [...part('offer', row['offer_id']), ...part('channel', row['channel'])],
        amount: number(row['amount']),
        tone: 'good',
      }),
    ),
    ...of('payment', (row) =>
      dated('payment', row['paid_on'], {
        parts: [
          ...told(row['method']),
          ...(Number(row['days_late'] ?? 0) > 0 ? told(`+${String(row['days_late'])}`) : []),
        ],
        amount: number(row['amount']),
        tone: Number(row['days_late'] ?? 0) > 0 ? 'bad' : 'quiet',
      }),
    ),
    ...of('service_contact', (row) =>
      dated('service_contact', row['happened_on'], {
        parts: [...part('channel', row['channel']), ...told(row['topic'])],
      }),
    ),
    ...of('complaint', (row) => dated('complaint', row['happened_on'], { parts: told(row['topic']), tone: 'bad' })),
    ...of('feedback', (row) =>
      dated('feedback', row['happened_at'], { parts: [...told(row['field']), ...told(row['value'])] }),
    ),
    // Last, so that what happened on the month's last day stands above the bill that sums the month up.
    ...of('bill', (row) => dated('bill', monthDay(row['period']), { amount: number(row['arpu']), parts: [] })),
  ];
  return all.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** Monthly rows say YYYYMM; the line of time has them at the month's end. */
function monthDay(period: Cell | undefined): string | null {
  const month = Number(period);
  if (!Number.isInteger(month) || month < 190001) return null;
  return new Date(Date.UTC(Math.floor(month / 100), month % 100, 0)).toISOString().slice(0, 10);
}

/** One measure over the months, the oldest first; source numbers of one customer are added up. */
export interface Series {
  readonly field: string;
  readonly months: readonly number[];
  readonly values: readonly (number | null)[];
}

export function monthly(rows: readonly Row[]): Series[] {
  const months = [...new Set(rows.map((row) => Number(row['period'])))]
    .filter((month) => month > 0)
    .toSorted((a, b) => a - b);
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) =>
    rows.some((row) => typeof row[name] === 'number' && name !== 'period'),
  );
  return fields.map((field) => ({
    field,
    months,
    values: months.map((month) => {
      const known = rows.flatMap((row) => (Number(row['period']) === month ? (number(row[field]) ?? []) : []));
      return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
    }),
  }));
}
