import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '#contract';
import { recordStores } from '#platform/records/testing';
import { registerCustomers } from './customer-keys.ts';
import { openWorkbench, type Workbench } from './feeds-testing.ts';
import { clearDue, duePeriods, readExtraFields } from './load-journal.ts';
import { listReports } from './load-reports.ts';
import { quarantineCsv, readQuarantine, type QuarantineQuery } from './quarantine-rows.ts';
import { ranksOf } from './loads.ts';
import { readManifests } from './manifest.ts';

const customers = (file: string, more = ''): string => `
feed: ${file.replace(/\W/g, '-')}
entity: customer
source: ./${file}
fields: { customer_id: id, name: name, age: age }
quarantine: { max_share: 0.9 }
${more}`;

const usage = (period: string, more = ''): string => `
feed: usage
entity: usage
period: ${period}
source: ./usage-${period}.csv
fields: { customer_id: id, data_gb: gb }
quarantine: { max_share: 0.9 }
${more}`;

describe.each(recordStores())('feeds on $name', ({ open }) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await openWorkbench(open);
  });
  afterAll(() => bench.close());

  const quarantine = async (load: string) =>
    (await readQuarantine(bench.warehouse, load, { limit: 1000, offset: 0 })).items.map(({ file: _, ...row }) => row);
  const kept = (feed: string) =>
    bench.rows<Record<string, unknown>>(
      `select customer_id, name, age from entity_customer where feed = '${feed}' order by customer_id`,
    );

  test('GB18030, a byte-order mark and quoted line breaks come in as they are', async () => {
    await bench.write(
      'gb.csv',
      Buffer.from([...Buffer.from('id,name,age\nG1,'), 0xcc, 0xec, 0xbd, 0xf2, ...Buffer.from(',30\n')]),
    );
    expect(await bench.report(customers('gb.csv'))).toMatchObject({
      state: 'loaded',
      rowsIn: 1,
      kept: 1,
      encodings: ['gb18030'],
    });
    expect(await kept('gb-csv')).toEqual([{ customer_id: 'G1', name: '天津', age: 30 }]);
    await bench.write('bom.csv', '\uFEFFid,name,age\r\nB1,"two\r\nlines, ""quoted""",\r\n');
    await bench.report(customers('bom.csv'));
    expect(await kept('bom-csv')).toEqual([{ customer_id: 'B1', name: 'two\r\nlines, "quoted"', age: null }]);
  });

  test('rows in = kept + quarantined, each with file, line, column, value and reason; of two with one key the first stays', async () => {
    await bench.write(
      'dirty.csv',
      'id,name,age\nD1,a,5\nD2,b,five\n,c,6\nD1,again,7\nD3,d\nD4,"multi\nline",x\nD5,e,200\nD5,f,8\n',
    );
    const report = await bench.report(customers('dirty.csv', 'audit: [ { range: { age: [0, 120] } } ]'));
    const reasons = Object.fromEntries(report.quarantined.map(({ reason, count }) => [reason, count]));
    expect(report).toMatchObject({ state: 'loaded', rowsIn: 8, kept: 2 });
    expect(reasons).toEqual({ 'wrong-type': 2, 'missing-key': 1, duplicate: 1, columns: 1, 'out-of-range': 1 });
    expect(await quarantine(report.id)).toEqual([
      { line: 3, column: 'age', value: 'five', reason: 'wrong-type' },
      { line: 4, column: 'customer_id', value: '', reason: 'missing-key' },
      { line: 5, column: 'customer_id', value: 'D1', reason: 'duplicate' },
      { line: 6, column: '', value: 'D3,d', reason: 'columns' },
      { line: 7, column: 'age', value: 'x', reason: 'wrong-type' },
      { line: 9, column: 'age', value: '200', reason: 'out-of-range' },
    ]);
    const found = async (query: QuarantineQuery, limit = 10, offset = 0) => {
      const { total, items } = await readQuarantine(bench.warehouse, report.id, { limit, offset, ...query });
      return [total, ...items.map(({ line }) => line)];
    };
    expect(await found({ order: 'down' }, 2, 1)).toEqual([6, 7, 6]);
    expect(await found({ reason: 'wrong-type', sort: 'value' })).toEqual([2, 3, 7]);
    expect(await found({ text: 'FIVE' })).toEqual([1, 3]);
    const lines: string[] = [];
    for await (const part of quarantineCsv(bench.context, report.id, { text: 'age', order: 'down' })) lines.push(part);
    expect(lines.join('').trim().split('\n')).toHaveLength(4);
    expect(await kept('dirty-csv')).toEqual([
      { customer_id: 'D1', name: 'a', age: 5 },
      { customer_id: 'D5', name: 'f', age: 8 },
    ]);
  });

  test('not_null, unique, one_of and references put aside what fails them', async () => {
    await bench.write('units.csv', 'id,kind\nU1,grid\n');
    await bench.report('feed: units\nentity: org_unit\nsource: ./units.csv\nfields: { org_unit_id: id, kind: kind }');
    await bench.write(
      'checked.csv',
      'id,name,age,grid,sex\nK1,a,1,U1,M\nK2,,2,U1,F\nK3,c,3,U9,M\nK4,d,4,,X\nK5,a,5,U1,\n',
    );
    const report = await bench.report(`
feed: checked
entity: customer
source: ./checked.csv
fields: { customer_id: id, name: name, age: age, org_unit_id: grid, gender: sex }
quarantine: { max_share: 1 }
audit: [ { not_null: [name] }, { unique: [name] }, { one_of: { gender: [M, F] } }, { references: { org_unit_id: org_unit } } ]`);
    expect(await quarantine(report.id)).toEqual([
      { line: 3, column: 'name', value: '', reason: 'not-null' },
      { line: 4, column: 'org_unit_id', value: 'U9', reason: 'unknown-reference' },
      { line: 5, column: 'gender', value: 'X', reason: 'not-one-of' },
      { line: 6, column: 'name', value: 'a', reason: 'duplicate' },
    ]);
    expect(report.kept).toBe(1);
  });

  test('past the threshold nothing changes, and the report says where it began', async () => {
    await bench.write('usage-2026-01.csv', 'id,gb\nT1,1\nT2,2\n');
    await bench.report(usage('2026-01'));
    await bench.write('usage-2026-01.csv', 'id,gb\nT1,9\nT2,x\nT3,y\n');
    const refused = await bench.report(usage('2026-01').replace('max_share: 0.9', 'max_rows: 1'));
    expect(refused).toMatchObject({ state: 'refused', rowsIn: 3, refusal: { line: 3, column: 'data_gb' } });
    expect(await quarantine(refused.id)).toHaveLength(2);
    expect(
      await bench.rows(
        "select customer_id, data_gb from entity_usage where feed = 'usage' and period = 202601 order by 1",
      ),
    ).toEqual([
      { customer_id: 'T1', data_gb: 1 },
      { customer_id: 'T2', data_gb: 2 },
    ]);
  });

  test.each([
    ['a cut file', 'id,name,age\nA,"x\n', { line: 2 }],
    ['an empty file', '', { line: 1 }],
    ['a column that is not there', 'id,nome,age\nA,x,1\n', { line: 1, column: 'name' }],
  ])('%s is refused with its place', async (_, content, place) => {
    await bench.write('refused.csv', content);
    expect(await bench.report(customers('refused.csv'))).toMatchObject({
      state: 'refused',
      kept: 0,
      refusal: { file: `${bench.directory}/refused.csv`, ...place },
    });
    expect(await kept('refused-csv')).toEqual([]);
  });

  test('a file with a header alone loads no rows; a missing one is refused', async () => {
    await bench.write('none.csv', 'id,name,age\n');
    expect(await bench.report(customers('none.csv'))).toMatchObject({ state: 'loaded', rowsIn: 0, kept: 0 });
    expect(await bench.report(customers('nowhere.csv'))).toMatchObject({
      state: 'refused',
      refusal: { reason: 'There is no such file.' },
    });
  });

  test('the same content is not loaded again; another file, manifest or period is, in place of the old rows', async () => {
    await bench.write('usage-2026-02.csv', 'id,gb\nS1,1\nS2,2\n');
    expect(await bench.report(usage('2026-02'))).toMatchObject({ state: 'loaded', kept: 2 });
    expect(await bench.report(usage('2026-02'))).toMatchObject({ state: 'unchanged', kept: 2 });
    expect(await bench.report(usage('2026-02', 'audit: [ { not_null: [data_gb] } ]'))).toMatchObject({
      state: 'loaded',
    });
    await bench.write('usage-2026-02.csv', 'id,gb\nS1,5\n');
    expect(await bench.report(usage('2026-02'))).toMatchObject({ state: 'loaded', kept: 1 });
    expect(await bench.report(usage('2026-02'), { period: '2026-03' })).toMatchObject({
      state: 'loaded',
      period: '2026-03',
    });
    expect(
      await bench.rows(
        'select period, customer_id, data_gb from entity_usage where period in (202602, 202603) order by period',
      ),
    ).toEqual([
      { period: 202602, customer_id: 'S1', data_gb: 5 },
      { period: 202603, customer_id: 'S1', data_gb: 5 },
    ]);
  });

  test('customers get dense keys once, in the order of their numbers, whichever feed brings them first', async () => {
    const keys = await bench.rows<{ customer_id: string; customer_key: number }>(
      'select customer_id, customer_key from customer_key order by customer_key',
    );
    expect(keys.map((row) => row.customer_key)).toEqual(keys.map((_, index) => index + 1));
    expect(new Set(keys.map((row) => row.customer_id)).size).toBe(keys.length);
    expect(keys.map((row) => row.customer_id).filter((id) => id.startsWith('S'))).toEqual(['S1', 'S2']);
    expect(
      await bench.rows(
        'select count() as n from entity_usage as u inner join customer_key as k on u.customer_id = k.customer_id where u.customer_key != k.customer_key',
      ),
    ).toEqual([{ n: 0 }]);
  });

  test('customers too many for memory are joined in order, with the same keys', async () => {
    const before = await bench.rows('select customer_id, customer_key from customer_key order by customer_key');
    const ids = "select arrayJoin(['S1', 'Z2', 'Z1', 'Z2', 'D1']) as customer_id";
    await registerCustomers(bench.context, ids, { hashJoinRows: 0 });
    await registerCustomers(bench.context, ids, { hashJoinRows: 0 });
    const next = before.length;
    expect(await bench.rows('select customer_id, customer_key from customer_key order by customer_key')).toEqual([
      ...before,
      { customer_id: 'Z1', customer_key: next + 1 },
      { customer_id: 'Z2', customer_key: next + 2 },
    ]);
  });

  test('many rows with one customer keep their own key each, and the customer’s', async () => {
    await bench.write('payments.csv', 'no,id,amount\nP1,S1,10\nP2,S1,20\nP3,S2,5\n');
    expect(
      await bench.report(
        'feed: payments\nentity: payment\nperiod: 2026-02\nsource: ./payments.csv\nfields: { payment_id: no, customer_id: id, amount: amount }',
      ),
    ).toMatchObject({ kept: 3 });
  });

  test('fields beyond the standard ones are added with their type; another type elsewhere is refused with both places', async () => {
    await bench.write('extra.csv', 'id,score,since,ok\nE1,1.5,2023/1/5,是\nE2,,20230105,N\nE3,2,2023年2月3日,true\n');
    const feed = (name: string, type: string) => `
feed: ${name}
entity: customer
source: ./extra.csv
fields:
  customer_id: id
  score_x: { from: score, type: ${type}, unit: point, label: { en: Score, zh: 评分 } }
  since_x: { from: since, type: date }
  ok_x: { from: ok, type: boolean }
  double_x: { expr: "score_x * 2 + 1", type: decimal }
  word_x: { expr: "case when ok in ('是', 'true') then 'it''s yes' else 'no' end" }`;
    expect(await bench.report(feed('extra', 'decimal'))).toMatchObject({ state: 'loaded', kept: 3, quarantined: [] });
    expect(
      await bench.rows(
        "select customer_id, score_x, toString(since_x) as since, ok_x, double_x, word_x from entity_customer where feed = 'extra' order by customer_id",
      ),
    ).toEqual([
      { customer_id: 'E1', score_x: 1.5, since: '2023-01-05', ok_x: true, double_x: 4, word_x: "it's yes" },
      { customer_id: 'E2', score_x: null, since: '2023-01-05', ok_x: false, double_x: null, word_x: 'no' },
      { customer_id: 'E3', score_x: 2, since: '2023-02-03', ok_x: true, double_x: 5, word_x: "it's yes" },
    ]);
    expect(await readExtraFields(bench.context.db, 'customer')).toContainEqual({
      entity: 'customer',
      name: 'score_x',
      type: 'decimal',
      unit: 'point',
      label: { en: 'Score', zh: '评分' },
      feed: 'extra',
      place: 'feed.yaml:7:3',
    });
    const error: unknown = await bench.report(feed('other', 'text')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Problem);
    expect(error).toMatchObject({
      code: 'field-type-conflict',
      problems: [{ place: 'feed.yaml:7:3', message: expect.stringContaining('decimal at feed.yaml:7:3 (feed extra)') }],
    });
  });

  test('a thousand columns load', async () => {
    const names = Array.from({ length: 999 }, (_, index) => `wide_${index}`);
    const rows = Array.from({ length: 50 }, (_, row) => `W${row},${names.map((_, index) => index * row).join(',')}`);
    await bench.write('wide.csv', `id,${names.join(',')}\n${rows.join('\n')}\n`);
    const fields = names.map((name) => `  ${name}: { from: ${name}, type: decimal }`).join('\n');
    const report = await bench.report(
      `feed: wide\nentity: account\nsource: ./wide.csv\nfields:\n  account_id: id\n  customer_id: id\n${fields}`,
    );
    expect(report).toMatchObject({ state: 'loaded', kept: 50 });
    expect(report.fields).toHaveLength(1001);
    expect(await bench.rows("select sum(wide_998) as s from entity_account where feed = 'wide'")).toEqual([
      { s: (998 * 49 * 50) / 2 },
    ]);
  });

  test('json lines, Parquet and a table function are sources too', async () => {
    await bench.write(
      'lines.jsonl',
      '{"id":"J1","name":"天津","age":3}\n{"id":"J2","age":null}\n{"id":"J3","age":"x"}\n',
    );
    expect(await bench.report(customers('lines.jsonl'))).toMatchObject({ state: 'loaded', rowsIn: 3, kept: 2 });
    expect(await kept('lines-jsonl')).toEqual([
      { customer_id: 'J1', name: '天津', age: 3 },
      { customer_id: 'J2', name: null, age: null },
    ]);
    const parquet = `${bench.directory}/cols.parquet`;
    await bench.warehouse.execute(
      `insert into function file('${parquet}', 'Parquet') select 'Q' || toString(number) as id, 'n' as name, toInt32(number) as age from numbers(3)`,
    );
    expect(await bench.report(customers('cols.parquet'))).toMatchObject({ state: 'loaded', kept: 3 });
    expect(await bench.report(customers('cols.parquet'))).toMatchObject({ state: 'unchanged' });
    const fromFunction = customers('x')
      .replace('./x', `"file('${parquet}', 'Parquet')"`)
      .replace('feed: x', 'feed: by-function');
    expect(await bench.report(fromFunction)).toMatchObject({ state: 'loaded', kept: 3 });
    expect(await bench.report(fromFunction)).toMatchObject({ state: 'unchanged' });
    const forbidden = customers('x').replace('./x', `"executable('rm', 'TSV')"`).replace('feed: x', 'feed: forbidden');
    expect(await bench.report(forbidden)).toMatchObject({
      state: 'refused',
      refusal: { reason: expect.stringContaining('executable') },
    });
  });

  test('the audit says what the fields are, and what has drifted from the month before', async () => {
    const month = (gb: (index: number) => number | string) =>
      `id,gb\n${Array.from({ length: 1000 }, (_, index) => `A${index},${gb(index)}`).join('\n')}\n`;
    await bench.write(
      'usage-2026-05.csv',
      month((index) => index % 100),
    );
    await bench.write(
      'usage-2026-06.csv',
      month((index) => (index + 7) % 100),
    );
    await bench.write(
      'usage-2026-07.csv',
      month((index) => (index % 4 === 0 ? '' : (index % 100) * 3)),
    );
    const audits = [];
    for (const period of ['2026-05', '2026-06', '2026-07'])
      audits.push((await bench.report(usage(period))).fields.find((field) => field.field === 'data_gb'));
    expect(audits[0]).toMatchObject({ nullRate: 0, distinct: 100, min: 0, max: 99 });
    expect(audits[0]?.median).toBeCloseTo(49.5, 0);
    expect(audits[1]).toMatchObject({ drifted: false });
    expect(audits[1]?.psi).toBeLessThan(0.05);
    expect(audits[2]).toMatchObject({ nullRate: 0.25, drifted: true });
    expect(audits[2]?.psi).toBeGreaterThan(0.2);
  });

  test('periods with new data are due until the customer record has been rebuilt, even if that fails the first time', async () => {
    await clearDue(bench.context.db, await duePeriods(bench.context.db));
    await bench.write('usage-2026-08.csv', 'id,gb\nR1,1\n');
    const broken = bench.load(usage('2026-08'), { rebuild: () => Promise.reject(new Error('no room')) });
    await expect(broken).rejects.toThrow('no room');
    const asked: (readonly number[])[] = [];
    const rebuild = async (_: unknown, periods: readonly number[]) => void asked.push(periods);
    expect((await bench.load(usage('2026-08'), { rebuild })).reports).toMatchObject([{ state: 'unchanged' }]);
    await bench.load(usage('2026-08'), { rebuild });
    expect(asked).toEqual([[202608]]);
  });

  test('reports are listed newest first, and a load leaves no table of its own behind', async () => {
    const { total, items } = await listReports(bench.context.db, {
      feed: 'usage',
      sort: 'at',
      order: 'down',
      limit: 2,
      offset: 0,
    });
    expect(total).toBeGreaterThan(8);
    expect(items.map((report) => report.state)).toEqual(['unchanged', 'unchanged']);
    expect(
      await bench.rows("select name from system.tables where name like 'load\\_%' and database = currentDatabase()"),
    ).toEqual([]);
  });
});

test('feeds wait for what they refer to, and several periods of one feed stand in one manifest', () => {
  const text = `
- { feed: c, entity: customer, source: c.csv, fields: { customer_id: i, org_unit_id: g }, audit: [ { references: { org_unit_id: org_unit } } ] }
- { feed: s, entity: staff, source: s.csv, fields: { staff_id: i } }
- { feed: o, entity: org_unit, source: o.csv, fields: { org_unit_id: i } }
- { feed: u, entity: usage, period: 2026-01, source: u.csv, fields: { customer_id: i } }
- { feed: u, entity: usage, period: 2026-02, source: u.csv, fields: { customer_id: i } }`;
  const ranks = ranksOf(readManifests([{ text, file: 'm.yaml', directory: '/' }]));
  expect(ranks.map((rank) => rank.map((plan) => plan.feed))).toEqual([
    ['o', 'u', 'u'],
    ['c', 's'],
  ]);
});
