import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCli, type CliPorts } from './index.ts';

const root = new URL('..', import.meta.url).pathname;
const node = join(root, 'node_modules/node/bin/node');
const directory = mkdtempSync(join(tmpdir(), 'gridloop-cli-'));
const data = join(directory, 'data');
const october = join(root, 'examples/campaigns/october-data-packs.yaml');

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The same commands in this process, as far as they come without a server: hundreds of starts take minutes. */
async function here(...args: string[]): Promise<Answer> {
  const said = { out: '', err: '' };
  const into = (to: keyof typeof said) => (text: string | Uint8Array) => ((said[to] += String(text)), true);
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(into('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(into('err')),
  ];
  const ports = new Proxy({} as CliPorts, {
    get: (_, name) => async () => {
      if (name !== 'findServer') throw new Error(`${String(name)} was used`);
    },
  });
  try {
    return { code: await runCli(args, ports), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

/** The real program in a process of its own. */
function gridloop(...args: string[]): Promise<Answer> {
  return run(node, ['--disable-warning=ExperimentalWarning', join(root, 'bin/gridloop.ts'), ...args]);
}

function run(program: string, args: readonly string[]): Promise<Answer> {
  const env = { ...process.env, GRIDLOOP_DATA: data, NODE_OPTIONS: '' };
  return new Promise((resolve) => {
    execFile(program, args, { env, cwd: directory, maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** The one JSON document on standard output; fails when there is more or less. */
function document(answer: Answer): Record<string, unknown> {
  expect(answer.out.trim().split('\n'), answer.out + answer.err).toHaveLength(1);
  return JSON.parse(answer.out) as Record<string, unknown>;
}

afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Wrong ways to use each command, and a word of the sentence that helps. */
const wrong: Readonly<Record<string, readonly (readonly [args: readonly string[], says: RegExp])[]>> = {
  serve: [
    [['--port', 'high'], /--port takes a number from 0 to 65535, not “high”/],
    [['--prot', '1'], /unknown option '--prot'.*Did you mean --port/],
    [['here'], /too many arguments/],
  ],
  demo: [
    [['--customers', 'many'], /--customers takes a whole number from/],
    [['--months', '1'], /--months takes a whole number from/],
    [['--seed', '-1'], /--seed takes a whole number from/],
    [['--customer', '5'], /Did you mean --customers/],
  ],
  simulate: [
    [[], /required option '--campaign <id>'/],
    [['--campaign', 'x', '--dyas', '3'], /Did you mean --days/],
  ],
  load: [
    [[], /missing required argument 'manifest'/],
    [['x.yaml', '--period', 'October'], /--period takes a month such as 2026-10, not “October”/],
    [['nowhere.yaml'], /nowhere\.yaml cannot be read: there is no such file/],
    [['x.yaml', '--perid', '2026-10'], /Did you mean --period/],
  ],
  list: [
    [[], /missing required argument 'what'/],
    [['dogs'], /There is no list of dogs: people, customers/],
    [['quarantine'], /quarantine are of one load: --where load=…/],
    [['points', '--where', 'month=soon'], /month/],
    [['jobs', '--sort', 'colour'], /sort: Invalid option/],
    [['jobs', '--where', 'colour=red'], /colour.*jobs can be filtered by name, state, text/s],
    [['tags', '--limit', 'many'], /limit: Invalid input/],
  ],
  'audience count': [
    [[], /missing required argument 'rule'/],
    [['arpu > 1', '--period', '2026-13'], /--period takes a month/],
    [['arpu', '>', '1'], /too many arguments/],
    [['@nowhere.json'], /nowhere\.json cannot be read/],
    [['arpu > 1', '--data', '/nowhere/at/all'], /no data directory \/nowhere\/at\/all.*--data/],
  ],
  'audience explain': [
    [[], /missing required argument 'rule'/],
    [['arpu > 1', '--jsn'], /Did you mean --json/],
  ],
  'audience export': [
    [['--out', 'x.csv'], /missing required argument 'rule'/],
    [['arpu > 1'], /required option '--out <file>'/],
  ],
  'audience top': [
    [['true', '--n', '5'], /required option '--by <formula>'/],
    [['true', '--by', 'arpu', '--n', 'many'], /--n takes a whole number of at least 1, not “many”/],
  ],
  'audience sample': [[['true', '--n', '5', '--seed', '-1'], /--seed takes a whole number of at least 0/]],
  'audience overlap': [[[], /missing required argument 'rule'/]],
  'audience lookalike': [
    [['true'], /required option '--top <n>'/],
    [['true', '--top', 'many'], /--top takes a whole number, not “many”/],
  ],
  'tag list': [[['--state', 'old'], /--state does not take “old”/]],
  'tag show': [[[], /missing required argument 'id'/]],
  'tag define': [[['a b', 'true', '--name', 'x'], /“a b” cannot be the id of a tag/]],
  'tag publish': [[[], /missing required argument 'id'/]],
  'tag retire': [[[], /missing required argument 'id'/]],
  'tag load': [[['nowhere.csv'], /nowhere\.csv cannot be read: there is no such file/]],
  'experiment analyse': [
    [[], /required option '--file <file>'/],
    [['--file', 'x.csv', '--arm', 'a', '--control', '0'], /required option '--metric <column:kind>'/],
    [['--file', 'x.csv', '--arm', 'a', '--control', '0', '--metric', 'b:mean', '--level', '2'], /--level: /],
    [['--file', 'x.csv', '--arm', 'a', '--control', '0', '--metric', 'b:mean', '--levl', '2'], /Did you mean --level/],
    [['--file', 'x.csv', '--arm', 'a', '--control', '0', '--metric', 'b:mean', '--share', 'half'], /ARM=SHARE/],
  ],
  'experiment pair': [
    [['--file', 'x.csv', '--unit', 'a'], /required option '--covariate <column>'/],
    [['--file', 'x.csv', '--unit', 'a', '--covariate', 'b', '--seed', 'many'], /whole number from 0/],
  ],
  'experiment synthetic': [
    [['--file', 'x.csv', '--unit', 'a', '--time', 'b', '--outcome', 'c', '--treated', 'd'], /required option '--from/],
  ],
  'model train': [
    [[], /required option '--file <file>'/],
    [['--file', 'x.csv'], /required option '--target <column>'/],
    [['--file', 'nowhere.csv', '--target', 'y'], /--file: nowhere\.csv cannot be read/],
    [['--file', '.', '--target', 'y', '--learner', 'forest'], /Allowed choices are trees, scorecard/],
    [['--file', '.', '--target', 'y', '--folds', '1'], /whole number from 2 to 50/],
    [['--file', '.', '--target', 'y', '--folds', '3', '--test', '.'], /give one of them/],
    [['--file', '.', '--target', 'y', '--out', '/nowhere/at/all/m.json'], /no folder \/nowhere\/at\/all/],
    [['--file', '.', '--target', 'y', '--fold', '3'], /Did you mean --folds/],
  ],
  'model score': [
    [['--file', 'x.csv', '--out', 'y.csv'], /required option '--model <file>'/],
    [['--model', 'nowhere.json', '--file', 'x.csv', '--out', 'y.csv'], /nowhere\.json cannot be read/],
  ],
  'model import': [
    [['--file', 'x.json'], /required option '--out <file>'/],
    [['--file', 'nowhere.txt', '--out', 'x.json'], /nowhere\.txt cannot be read/],
    [['--file', '.', '--out', 'x.json', '--fields', 'f0'], /It takes pairs, as f0=arpu/],
  ],
  'model list': [[['a'], /too many arguments/]],
  'model show': [[[], /missing required argument 'id'/]],
  'model learn': [
    [['m'], /required option '--target <kind>'/],
    [['m', '--target', 'luck'], /--target: .*churn/],
  ],
  'model check': [[['m', '--target', 'churn', '--months', '40'], /--months: .*12/]],
  'model report': [[[], /missing required argument 'id'/]],
  'model document': [[['m'], /required option '--out <file>'/]],
  'model submit': [[[], /missing required argument 'id'/]],
  'model approve': [[[], /missing required argument 'id'/]],
  'model reject': [[[], /missing required argument 'id'/]],
  'model retire': [[[], /missing required argument 'id'/]],
  'model publish': [[[], /missing required argument 'id'/]],
  'model roll-back': [[[], /missing required argument 'id'/]],
  'model monitor': [[['m'], /too many arguments/]],
  'uplift train': [
    [[], /required option '--file <file>'/],
    [['--file', 'nowhere.csv', '--treatment', 't', '--outcome', 'y'], /no file nowhere\.csv/],
    [['--file', '.', '--treatment', 't', '--outcome', 'y', '--learner', 'z'], /--learner takes x-learner, two-model/],
  ],
  'segment list': [[['x'], /too many arguments/]],
  'segment show': [[[], /missing required argument 'id'/]],
  'segment retire': [[[], /missing required argument 'id'/]],
  'segment publish': [[[], /missing required argument 'id'/]],
  'segment fit': [
    [[], /required option '--file <file>'/],
    [['--file', 'nowhere.csv', '--fields', 'a,b'], /--file: nowhere\.csv cannot be read/],
    [['--file', '.', '--fields', 'a,b', '--k', '9..2'], /--k: from the smaller to the larger/],
    [['--file', '.', '--fields', 'a,b', '--k', 'x'], /FROM\.\.TO, such as 2\.\.10/],
  ],
  'scheme list': [[['x'], /too many arguments/]],
  'scheme show': [
    [[], /missing required argument 'id'/],
    [['x', '--period', 'May'], /--period takes a month such as 2026-10, not “May”/],
  ],
  'scheme prove': [
    [[], /missing required argument 'id'/],
    [['x', '--period', '2026-13'], /--period takes a month/],
  ],
  'scheme cell': [[[], /missing required argument 'id'/]],
  'scheme put': [
    [['x'], /missing required argument 'file'/],
    [['x', 'nowhere.yaml'], /There is no file nowhere\.yaml/],
    [['a b', october], /“a b” cannot be the id of a scheme/],
    [['x', october], /dimensions: Invalid input/],
  ],
  'scheme retire': [[[], /missing required argument 'id'/]],
  'contest list': [[['x'], /too many arguments/]],
  'contest league': [[[], /missing required argument 'id'/]],
  'contest check': [[['nowhere.yaml'], /There is no file nowhere\.yaml/]],
  'contest put': [
    [[], /missing required argument 'file'/],
    [[october], /measure: Invalid input/],
  ],
  'indicator list': [[['a', 'b'], /too many arguments/]],
  'indicator show': [[[], /missing required argument 'id'/]],
  'indicator retire': [[[], /missing required argument 'id'/]],
  'indicator rename': [[['talk-cost'], /missing required argument 'to'/]],
  'indicator define': [[[], /missing required argument 'file'/]],
  'indicator query': [
    [[], /missing required argument 'indicators'/],
    [['arpu', '--months', 'many'], /--months takes a whole number from 1 to 60, not “many”/],
    [['arpu', '--period', 'x'], /--period takes a month such as 2026-10/],
  ],
  'indicator explain': [[[], /missing required argument 'formula'/]],
  'campaign create': [
    [[], /missing required argument 'file'/],
    [['nowhere.yaml'], /There is no file nowhere\.yaml/],
    [[october, '--start', 'soon'], /--start takes a day such as 2026-11-02, or after-data, not “soon”/],
    [[october, '--start', '2026-02-30'], /--start takes a day/],
  ],
  'campaign analyse': [
    [[], /missing required argument 'id'/],
    [['x', '--by', 'weather'], /--by takes channel, grid, segment, wave, not “weather”/],
  ],
  'campaign next-shares': [[['x', '--floor', '2'], /--floor takes a share from 0 to 1, not “2”/]],
  'campaign show': [[[], /missing required argument 'id'/]],
  'campaign submit': [[['--why'], /argument missing/]],
  'campaign approve': [[[], /missing required argument 'id'/]],
  'campaign schedule': [[['a', 'b'], /too many arguments/]],
  'campaign release': [
    [['x'], /required option '--wave <n>'/],
    [['x', '--wave', 'first'], /--wave takes the number of a wave, from 1, not “first”/],
    [['x', '--wave', '0'], /--wave takes the number of a wave/],
  ],
  'campaign pause': [[[], /missing required argument 'id'/]],
  'campaign resume': [[['x', '--wy', 'y'], /Did you mean --why/]],
  'campaign close': [[[], /missing required argument 'id'/]],
  'campaign report': [[['x', '--htm', 'y'], /Did you mean --html/]],
  'planner solve': [
    [[], /missing required argument 'dir'/],
    [['nowhere'], /no directory nowhere/],
    [['.', '--out', '/nowhere/at/all/plan.csv'], /no folder \/nowhere\/at\/all/],
    [['.', '--threads', 'many'], /--threads takes a whole number/],
    [['.', '--thread', '2'], /Did you mean --threads/],
  ],
  'planner plan': [[[], /missing required argument 'campaign'/]],
  'planner show': [[['a', 'b'], /too many arguments/]],
  'planner prices': [[['--limit', 'all'], /--limit takes a number, not “all”/]],
  'planner what-if': [
    [[], /required option '--change <limit=by>'/],
    [['--change', 'budget'], /--change takes LIMIT=BY/],
  ],
  'planner replan': [
    [['--absent', 'p-17'], /--absent takes PERSON:FROM:TO/],
    [['--stability', 'high'], /--stability takes a number/],
  ],
  'planner compare': [[['a', 'b'], /too many arguments/]],
  shapes: [
    [[], /missing required argument 'geojson'/],
    [['nowhere.geojson'], /nowhere\.geojson/],
    [['x.geojson', '--propery', 'id'], /Did you mean --property/],
  ],
  migrate: [[['now'], /too many arguments/]],
  doctor: [[['--jason'], /unknown option '--jason'/]],
  backup: [[[], /missing required argument 'file'/]],
  restore: [[[], /missing required argument 'file'/]],
};
const commands = Object.keys(wrong);

/** The names under “Commands:” of a help text. */
const listed = (help: string) =>
  (help.split('Commands:\n')[1] ?? '')
    .split('\n\n')[0]
    ?.split('\n')
    .flatMap((line) => /^ {2}(\S+)/.exec(line)?.[1] ?? [])
    .filter((name) => name !== 'help') ?? [];

describe('help', () => {
  test('the commands are those of this test', async () => {
    const names: string[] = [];
    for (const name of listed((await here('--help')).out)) {
      const below = listed((await here(name, '--help')).out);
      names.push(...(below.length > 0 ? below.map((child) => `${name} ${child}`) : [name]));
    }
    expect(names.sort()).toEqual([...commands].sort());
  });

  test.each(commands)('%s --help says what it does, shows an example, and is no failure', async (command) => {
    const { code, out, err } = await here(...command.split(' '), '--help');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: gridloop ${command}`);
    expect(out).toMatch(new RegExp(`Examples?:\n {2}gridloop ${command}`));
    expect(out).toContain('--json');
  });
});

describe('wrong use ends with 2 and a sentence that helps', () => {
  const cases = Object.entries(wrong).flatMap(([command, list]) =>
    list.map(([args, says]) => ({ command, args, says })),
  );
  test.each(cases)('$command $args', async ({ command, args, says }) => {
    const text = await here(...command.split(' '), ...args);
    expect([text.code, text.out]).toEqual([2, '']);
    expect(text.err.replaceAll('\n', ' ')).toMatch(says);
  });

  test('with --json it is one document too', async () => {
    for (const args of [
      ['backup', '--json'],
      ['serve', '--port', 'x', '--json'],
      ['campain', '--json'],
      ['audience', '--json'],
    ]) {
      const answer = await gridloop(...args);
      expect(answer.code).toBe(2);
      expect(document(answer)).toMatchObject({ error: { code: 'usage', message: expect.stringMatching(/\w{3}/) } });
    }
  });

  test('an unknown command names the nearest', async () => {
    expect(await gridloop('campain')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('Did you mean campaign?'),
    });
    expect(await gridloop('audience', 'cuont', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean count?'),
    });
  });

  test('no command, or half a command, shows which there are', async () => {
    for (const args of [[], ['audience'], ['campaign']])
      expect(await gridloop(...args)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Commands:') });
  });

  test('every mistake in a campaign file is told with its line and column', async () => {
    writeFileSync(join(directory, 'bad.yaml'), 'campaign: x\nowner: 7\naudience: [1]\n');
    const { code, err } = await gridloop('campaign', 'create', 'bad.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/bad\.yaml:2:8 owner: /);
    expect(err).toMatch(/bad\.yaml:3:11 audience: /);
  });
});

describe('with a server in another process', () => {
  let server: ChildProcess;
  let url = '';
  let serverErrors = '';
  const customers = 57;

  beforeAll(async () => {
    server = spawn(node, [join(root, 'bin/gridloop.ts'), 'serve', '--port', '0', '--json'], {
      env: { ...process.env, GRIDLOOP_DATA: data, GRIDLOOP_LOG: 'info' },
      cwd: directory,
    });
    server.stderr?.on('data', (piece: Buffer) => (serverErrors += piece.toString()));
    const [said] = (await once(server.stdout ?? server, 'data')) as [Buffer];
    url = (JSON.parse(said.toString()) as { url: string }).url;
    mkdirSync(join(directory, 'feeds'));
    const rows = Array.from({ length: customers }, (_, i) => `c${i},${i}`);
    writeFileSync(join(directory, 'feeds/customers.csv'), `id,months\n${rows.join('\n')}\n`);
    writeFileSync(
      join(directory, 'feeds/customers.yaml'),
      'feed: people\nentity: customer\nsource: ./customers.csv\nperiod: 2026-10\nfields:\n  customer_id: id\n  seniority: { from: months, type: integer, unit: month, label: { en: Seniority, zh: 资历 } }\n',
    );
  });
  afterAll(async () => {
    if (server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
    expect(server.exitCode, serverErrors).toBe(0);
    expect(existsSync(join(data, 'server.lock'))).toBe(false);
  });

  test('it is found from its directory: load here, count there', async () => {
    const loaded = await gridloop('load', 'feeds/customers.yaml', '--json');
    expect(loaded.code, loaded.err).toBe(0);
    expect(document(loaded)).toMatchObject({ reports: [{ feed: 'people', rowsIn: customers, kept: customers }] });
    const counted = await gridloop('audience', 'count', 'seniority >= 50', '--json');
    expect(document(counted)).toMatchObject({ count: 7, total: customers, period: '2026-10', ms: expect.any(Number) });
    const text = await gridloop('audience', 'count', 'seniority >= 50');
    expect([text.code, text.err]).toEqual([0, '']);
    expect(text.out).toMatch(/^7 of 57 customers in 2026-10/);
  });

  test('tags are defined, loaded and published, and the first of a rule are taken and saved', async () => {
    const define = ['tag', 'define', 'senior-people', 'seniority >= 50', '--name', 'Senior', '--json'];
    expect(document(await gridloop(...define))).toMatchObject({ state: 'draft', coverage: [{ customers: 7 }] });
    expect(await gridloop('tag', 'publish', 'senior-people')).toMatchObject({
      code: 0,
      out: expect.stringContaining('published'),
    });
    writeFileSync(join(directory, 'vip.csv'), 'number\nc1\nnobody\n');
    const loaded = await gridloop('tag', 'load', 'vip.csv', '--as-tag', 'vip', '--customer', 'number', '--json');
    expect(document(loaded)).toMatchObject({ rowsIn: 2, kept: 1, quarantined: [{ reason: 'unknown-reference' }] });
    const by = ['audience', 'top', "tag('senior-people')", '--by', 'seniority', '--n', '3', '--save', 'three'];
    const top = await gridloop(...by, '--json');
    expect(document(top)).toMatchObject({ count: 7, taken: 3, audience: { id: 'three', version: 1 } });
    const refused = await gridloop('tag', 'retire', 'senior-people');
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('audience three') });
  });

  test('progress is told on standard error only', async () => {
    const { out, err } = await gridloop('backup', 'progress.tar');
    expect(err).toMatch(/\d+%/);
    expect(out).toMatch(/^Written to /);
    expect(out).not.toMatch(/%/);
  });

  test('a long answer goes whole through a pipe whose reader is slow', async () => {
    const numbers = Array.from({ length: 40_000 }, (_, i) => i).join(', ');
    writeFileSync(join(directory, 'long.json'), JSON.stringify(`seniority in (${numbers})`));
    const program = `"${node}" "${join(root, 'bin/gridloop.ts')}" audience explain @long.json --json | (sleep 2; cat)`;
    const answer = await run('sh', ['-c', program]);
    expect(answer.out.length).toBeGreaterThan(300_000);
    expect(document(answer)).toHaveProperty('sql');
  });

  test('a failure ends with 1, and with --json is one document', async () => {
    const failures: [string[], RegExp][] = [
      [['campaign', 'show', 'nobody'], /nobody/],
      [['audience', 'count', 'senority > 1'], /senority/],
      [['audience', 'count', ''], /\w/],
      [['doctor', '--as', 'nobody-of-this-name'], /nobody-of-this-name/],
      [['backup', '/nowhere/at/all.tar'], /there is no folder \/nowhere\/at/],
      [['restore', 'nowhere.tar', '--data', join(directory, 'never')], /nowhere\.tar cannot be read/],
      [['restore', 'nowhere.tar'], /is not empty/],
      [['migrate'], new RegExp(`process ${server.pid} at ${url}`)],
      [['serve'], new RegExp(`process ${server.pid} at ${url}`)],
    ];
    for (const [args, says] of failures) {
      const answer = await gridloop(...args, '--json');
      expect(answer.code, args.join(' ')).toBe(1);
      const { error } = document(answer) as { error: { message: string } };
      expect(JSON.stringify(error), args.join(' ')).toMatch(says);
      expect(answer.err, args.join(' ')).toMatch(says);
    }
  });

  test('what is wrong with a rule is told with its place and a suggestion', async () => {
    const { err } = await gridloop('audience', 'count', 'senority > 1');
    expect(err).toContain('Did you mean seniority?');
  });

  test('a backup taken while it runs is restored into a directory that answers the same', async () => {
    const file = join(directory, 'all.tar');
    const written = await gridloop('backup', file, '--json');
    expect(written.code, written.err).toBe(0);
    expect(document(written)).toMatchObject({
      file,
      records: { tables: expect.any(Number) },
      warehouse: { tables: expect.any(Number) },
    });
    const fresh = join(directory, 'restored');
    const restored = await gridloop('restore', file, '--data', fresh, '--json');
    expect(restored.code, restored.err).toBe(0);
    const counted = await gridloop('audience', 'count', 'seniority >= 50', '--data', fresh, '--json');
    expect(document(counted)).toMatchObject({ count: 7, total: customers, period: '2026-10' });
    const again = await gridloop('load', 'feeds/customers.yaml', '--data', fresh, '--json');
    expect(document(again)).toMatchObject({ reports: [{ state: 'unchanged' }] });
  }, 600_000);

  test('the program that npx finds needs only the machine’s Node', async () => {
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { bin: { gridloop: string } };
    const answer = await run(process.env['npm_node_execpath'] ?? 'node', [
      join(root, bin.gridloop),
      'doctor',
      '--json',
    ]);
    expect(document(answer), answer.err).toMatchObject({ checks: expect.any(Array) });
  });
});
