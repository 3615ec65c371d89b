import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Problem } from '#contract';
import { planFromFiles } from '../plan-from-files.ts';
import { readPlanFiles } from './plan-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'gridloop-planner-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const good = {
  'candidates.csv':
    'customer,offer,channel,person,minutes,cost,gain\nc1,o1,visit,p1,30,5.5,20\nc1,o2,sms,,0,0.1,3\nc2,o1,visit,p1,30,5.5,25.25\n',
  'people.csv': 'person,day,minutes\np1,2026-11-23,30\np1,2026-11-24,20\n',
  'channels.csv': 'channel,day,capacity\nvisit,2026-11-23,10\nvisit,2026-11-24,10\nsms,2026-11-23,1\n',
  'offers.csv': 'offer,max_count,budget\no1,5,\no2,,10\n',
  'limits.json': '{ "contacts_per_customer": 1, "budget": 100 }',
};
type FileName = keyof typeof good;

let made = 0;
function folder(files: Partial<Record<FileName, string | Buffer | null>> = {}): string {
  const path = join(directory, String(made++));
  mkdirSync(path);
  for (const [name, text] of Object.entries({ ...good, ...files }))
    if (text !== null) writeFileSync(join(path, name), text);
  return path;
}

/** The defects of a folder as `file:line message`. */
function defectsOf(files: Partial<Record<FileName, string | Buffer | null>>): string[] {
  try {
    readPlanFiles(folder(files));
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return error.problems.map(({ place, message }) => `${place} ${message}`);
  }
}

const changed = (file: FileName, from: string, to: string) => {
  expect(good[file]).toContain(from);
  return defectsOf({ [file]: good[file].replace(from, to) });
};

describe('good files', () => {
  test('are planned, and the plan is written', async () => {
    const path = folder();
    const out = join(path, 'plan.csv');
    const planned = await planFromFiles(path, { out, threads: 1 });
    expect(planned).toMatchObject({ value: 28.25, assigned: 2, customers: 2, violated: [], warnings: [] });
    expect(planned.bound).toBeGreaterThanOrEqual(28.25);
    expect(readFileSync(out, 'utf8')).toBe(
      'customer,offer,channel,person,day\nc1,o2,sms,,2026-11-23\nc2,o1,visit,p1,2026-11-23\n',
    );
    expect(readdirSync(path).filter((name) => name.includes('draft'))).toEqual([]);
  });

  test('all but the candidates may be left out: no such limit', async () => {
    const path = folder({ 'people.csv': null, 'channels.csv': null, 'offers.csv': null, 'limits.json': null });
    const out = join(path, 'plan.csv');
    expect(await planFromFiles(path, { out, threads: 1 })).toMatchObject({ value: 48.25, assigned: 3 });
    expect(readFileSync(out, 'utf8').split('\n')[1]).toBe('c1,o1,visit,p1,');
  });

  test('a byte-order mark, CRLF, quoted names with commas, quotes and newlines, and columns in another order', async () => {
    const text =
      '\uFEFFgain,customer,offer,channel,person,minutes,cost\r\n20,"c,1\nsecond ""line""",o1,visit,p1,30,5.5\r\n25,c2,o1,visit,p1,3e1,5.5\r\n';
    const path = folder({ 'candidates.csv': text });
    const out = join(path, 'plan.csv');
    await planFromFiles(folder({ 'candidates.csv': text, 'people.csv': null }), { out, threads: 1 });
    expect(readFileSync(out, 'utf8').replaceAll(/2026-11-2[34]/g, 'a day')).toBe(
      'customer,offer,channel,person,day\n"c,1\nsecond ""line""",o1,visit,p1,a day\nc2,o1,visit,p1,a day\n',
    );
  });

  test('no candidates: an empty plan', async () => {
    const heading = 'customer,offer,channel,person,minutes,cost,gain\n';
    const planned = await planFromFiles(folder({ 'candidates.csv': heading }), { threads: 1 });
    expect(planned).toMatchObject({ value: 0, bound: 0, gap: 0, assigned: 0, customers: 0 });
  });

  test('a file larger than what is read at once', () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `"c ""${i}""",o1,visit,p1,30,5.5,${i % 7}`);
    const { problem } = readPlanFiles(folder({ 'candidates.csv': `${good['candidates.csv']}${rows.join('\n')}` }));
    expect(problem.candidates.count).toBe(300_003);
    expect(problem.names.customers).toHaveLength(300_002);
    expect(problem.names.customers).toContain('c "299999"');
    expect(problem.candidates.gain.reduce((a, b) => a + b, 0)).toBeCloseTo(48.25 + 3 * 300_000 - 3 * 1 - 0, -1);
  });
});

describe('each defect is named by file and line', () => {
  test.each<[FileName, string, string, RegExp]>([
    ['candidates.csv', 'gain\n', 'gian\n', /^candidates\.csv:1 .*column gain is missing/],
    ['candidates.csv', 'c1,o1,visit,p1,30', 'c1,o1,visit,p1,-30', /^candidates\.csv:2 minutes cannot be negative/],
    ['candidates.csv', '25.25', 'NaN', /^candidates\.csv:4 gain takes a number, not “NaN”/],
    ['candidates.csv', '25.25', 'Infinity', /^candidates\.csv:4 gain takes a number/],
    ['candidates.csv', '25.25', '1e999', /^candidates\.csv:4 gain takes a number/],
    ['candidates.csv', '25.25', '', /^candidates\.csv:4 gain is empty/],
    ['candidates.csv', '25.25', '0x10', /^candidates\.csv:4 gain takes a number/],
    ['candidates.csv', '0.1,3', '-0.1,3', /^candidates\.csv:3 cost cannot be negative/],
    ['candidates.csv', 'c2,o1', 'c2,o9', /^candidates\.csv:4 The offer “o9” is not in offers\.csv/],
    ['candidates.csv', 'c2,o1,visit', 'c2,o1,post', /^candidates\.csv:4 The channel “post” is not in channels\.csv/],
    ['candidates.csv', 'c2,o1,visit,p1', 'c2,o1,visit,p9', /^candidates\.csv:4 The person “p9” is not in people\.csv/],
    [
      'candidates.csv',
      'c2,o1,visit,p1,30,5.5,25.25\n',
      'c2,o1,visit',
      /^candidates\.csv:4 This row has 3 fields; the heading has 7/,
    ],
    [
      'candidates.csv',
      'c2,o1,visit,p1,30,5.5,25.25',
      'c1,o1,visit,p1,30,5.5,25.25',
      /^candidates\.csv:4 The same .* as on line 2/,
    ],
    ['candidates.csv', 'c2,o1,visit', '"c2,o1,visit', /^candidates\.csv:4 A quote is opened and never closed/],
    ['candidates.csv', 'c2,o1,visit', '"c2"x,o1,visit', /^candidates\.csv:4 There is text after a closing quote/],
    ['candidates.csv', 'c2,o1,visit', ',o1,visit', /^candidates\.csv:4 customer is empty/],
    ['candidates.csv', 'c2,o1,visit,p1,30', 'c2,o1,visit,p1,', /^candidates\.csv:4 minutes is empty/],
    ['people.csv', '11-24,20', '11-23,20', /^people\.csv:3 The same person and day as on line 2/],
    ['people.csv', '11-24,20', '11-24,-1', /^people\.csv:3 minutes cannot be negative/],
    ['channels.csv', 'sms,2026-11-23,1', 'sms,2026-11-23,many', /^channels\.csv:4 capacity takes a number/],
    ['channels.csv', 'capacity', 'cap', /^channels\.csv:1 .*column capacity is missing/],
    ['offers.csv', 'o2,,10', 'o1,,10', /^offers\.csv:3 The same offer as on line 2/],
    ['offers.csv', 'o2,,10', 'o2,,-10', /^offers\.csv:3 budget cannot be negative/],
    ['limits.json', '100 }', '100', /^limits\.json:1 The file is not JSON/],
    ['limits.json', '100 }', '-100 }', /^limits\.json:1 budget: /],
    [
      'limits.json',
      '"contacts_per_customer": 1',
      '"contacts_per_customer": 1.5',
      /^limits\.json:1 contacts_per_customer: /,
    ],
  ])('%s with %j as %j', (file, from, to, says) => {
    const found = changed(file, from, to);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(says);
  });

  test('an empty file, a missing one, UTF-16, and every defect of all files at once', () => {
    expect(defectsOf({ 'candidates.csv': '' })[0]).toMatch(/^candidates\.csv:1 The file has no heading/);
    expect(defectsOf({ 'candidates.csv': null })[0]).toMatch(/^candidates\.csv There is no file/);
    expect(defectsOf({ 'candidates.csv': Buffer.from('\uFEFFcustomer', 'utf16le') })[0]).toMatch(/UTF-16/);
    const many = defectsOf({
      'candidates.csv': good['candidates.csv'].replace('20\n', 'x\n').replace('25.25', 'y'),
      'people.csv': good['people.csv'].replace(',30', ',z'),
    });
    expect(many.map((defect) => defect.split(' ')[0])).toEqual([
      'people.csv:2',
      'candidates.csv:2',
      'candidates.csv:4',
    ]);
  });

  test('lines are counted through quoted newlines', () => {
    const text = good['candidates.csv'].replace('c1,o1', '"c\n\n1",o1').replace('25.25', 'x');
    expect(defectsOf({ 'candidates.csv': text })[0]).toMatch(/^candidates\.csv:6 gain/);
  });

  test('nothing is written', async () => {
    const path = folder({ 'candidates.csv': good['candidates.csv'].replace('25.25', 'x') });
    const out = join(path, 'plan.csv');
    await expect(planFromFiles(path, { out, threads: 1 })).rejects.toThrow(Problem);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(path)).toHaveLength(5);
  });

  test('what is not understood in limits.json is told, not refused', () => {
    const { warnings } = readPlanFiles(folder({ 'limits.json': '{ "horizon": 5 }' }));
    expect(warnings).toEqual([expect.stringContaining('horizon')]);
  });
});
