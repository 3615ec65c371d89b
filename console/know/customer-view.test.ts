import { expect, test } from 'vitest';
import { happenings, monthly, type CustomerView } from './customer-view.ts';

const view = (entities: CustomerView['entities'], contacts: CustomerView['contacts'] = []): CustomerView => ({
  customerId: 'c',
  masked: true,
  record: {},
  identities: [],
  entities,
  contacts,
});

test('everything that happened stands on one line, the newest first', () => {
  const line = happenings(
    view(
      {
        order: [{ period: 202610, ordered_on: '2026-10-05', offer_id: 'pack', amount: 30 }],
        complaint: [{ period: 202609, happened_on: '2026-09-30', topic: 'speed' }],
        bill: [{ period: 202609, arpu: 88.5 }],
        payment: [{ period: 202610, paid_on: null, amount: 3 }],
      },
      [{ at: '2026-10-05T09:00:00Z', channel: 'call', campaign: 'x', result: 'accepted', by: 'p1' }],
    ),
  );
  expect(line.map(({ kind, at }) => `${kind} ${at.slice(0, 10)}`)).toEqual([
    'contact 2026-10-05',
    'order 2026-10-05',
    'complaint 2026-09-30',
    'bill 2026-09-30',
  ]);
});

test('usage of joined numbers is added up by month; a month without a value stays unknown', () => {
  const series = monthly([
    { period: 202609, data_gb: 2, feed: 'a', sms: null },
    { period: 202610, data_gb: 3, feed: 'a', sms: 1 },
    { period: 202610, data_gb: 4, feed: 'b', sms: null },
  ]);
  expect(series).toEqual([
    { field: 'data_gb', months: [202609, 202610], values: [2, 7] },
    { field: 'sms', months: [202609, 202610], values: [null, 1] },
  ]);
});
