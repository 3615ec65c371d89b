import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkArchitecture } from './architecture.ts';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A small house in which every rule holds, and what is changed in it. An undefined text takes a file away. */
function house(change: Readonly<Record<string, string | undefined>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'gridloop-house-'));
  directories.push(root);
  const files: Record<string, string | undefined> = {
    'package.json': JSON.stringify({
      imports: {
        '#query': './query/index.ts',
        '#contract': './contract/index.ts',
        '#parts': './parts/index.ts',
        '#platform/*': './server/platform/*/index.ts',
        '#know/*': './server/know/*/index.ts',
        '#act/*': './server/act/*/index.ts',
      },
    }),
    'query/index.ts': 'export const rule = 1;',
    'contract/index.ts': "export { rule } from '#query';",
    'parts/index.ts': "import { rule } from '#contract';\nexport const part = rule;",
    'console/index.ts': "import { part } from '#parts';\nexport const screen = part;",
    'field/index.ts': "import { part } from '#parts';\nexport const screen = part;",
    'cli/index.ts': "import { rule } from '#contract';\nexport const command = rule;",
    'demo/index.ts': "import { rule } from '#contract';\nexport const demo = rule;",
    'server/platform/records/index.ts': "export { store } from './store.ts';",
    'server/platform/records/store.ts': 'export const store = 1;',
    'server/platform/jobs/index.ts': "import { store } from '#platform/records';\nexport const jobs = store;",
    'server/know/customers/index.ts':
      "import { store } from '#platform/records';\nexport const customers = store;\nexport type Customer = string;",
    'server/act/campaigns/index.ts':
      "import { customers } from '#know/customers';\nexport { draw } from './draw.ts';\nexport const campaigns = customers;",
    'server/act/campaigns/draw.ts': 'export const draw = 1;',
    'server/compose.ts': "import { campaigns } from '#act/campaigns';\nexport const features = [campaigns];",
    ...change,
  };
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const problems = (change: Readonly<Record<string, string | undefined>>) => checkArchitecture(house(change)).problems;

test('a house in order has no problem, and every file of it is read', () => {
  expect(checkArchitecture(house())).toEqual({ problems: [], files: 14 });
});

describe('it finds', () => {
  const broken: readonly [what: string, change: Readonly<Record<string, string | undefined>>, says: RegExp][] = [
    [
      'a feature that uses a later one',
      { 'server/know/customers/index.ts': "import { draw } from '#act/campaigns';\nexport const customers = draw;" },
      /know\/customers stands before act\/campaigns/,
    ],
    [
      'a later feature used by its types alone',
      {
        'server/know/customers/index.ts':
          "import type { campaigns } from '#act/campaigns';\nexport type C = typeof campaigns;",
      },
      /stands before act\/campaigns/,
    ],
    [
      'a later feature imported only when it runs',
      { 'server/know/customers/index.ts': "export const late = () => import('#act/campaigns');" },
      /stands before act\/campaigns/,
    ],
    [
      'a later feature passed on',
      { 'server/know/customers/index.ts': "export { draw } from '#act/campaigns';" },
      /stands before act\/campaigns/,
    ],
    [
      'a side door into a feature',
      { 'server/compose.ts': "import { draw } from './act/campaigns/draw.ts';\nexport const features = [draw];" },
      /enter act\/campaigns by its door/,
    ],
    [
      'a side door into the platform',
      { 'server/platform/jobs/index.ts': "import { store } from '../records/store.ts';\nexport const jobs = store;" },
      /enter records by its door/,
    ],
    [
      'a platform that knows a feature',
      {
        'server/platform/jobs/index.ts': "import { customers } from '#know/customers';\nexport const jobs = customers;",
      },
      /the platform knows no feature \(know\/customers\)/,
    ],
    [
      'a room used sideways',
      { 'cli/index.ts': "import { screen } from '../console/index.ts';\nexport const command = screen;" },
      /cli may not use console/,
    ],
    [
      'a room used backwards',
      { 'query/index.ts': "import { demo } from '../demo/index.ts';\nexport const rule = demo;" },
      /query may not use demo/,
    ],
    [
      'a room entered by its side',
      { 'parts/index.ts': "import { rule } from '../contract/index.ts';\nexport const part = rule;" },
      /enter contract by its door/,
    ],
    [
      'a cycle of files',
      {
        'query/a.ts': "import { b } from './b.ts';\nexport const a = b;",
        'query/b.ts': "import { a } from './a.ts';\nexport const b = () => a;",
      },
      /a cycle: query\/a\.ts → query\/b\.ts → query\/a\.ts/,
    ],
    [
      'a file that needs Node in a room for the browser',
      { 'contract/index.ts': "import { readFileSync } from 'node:fs';\nexport const rule = readFileSync;" },
      /contract runs in the browser too/,
    ],
    [
      'an import that leads nowhere',
      { 'cli/index.ts': "import { x } from '#nowhere';\nexport const command = x;" },
      /#nowhere leads nowhere/,
    ],
    [
      'a drawer for everything',
      { 'console/utils.ts': 'export const x = 1;' },
      /console\/utils\.ts: a drawer for everything/,
    ],
    [
      'a file that is too long',
      { 'console/long.ts': 'export const x = 1;\n'.repeat(301) },
      /console\/long\.ts: 301 lines/,
    ],
  ];
  test.each(broken)('%s', (_, change, says) => {
    expect(problems(change).filter((problem) => says.test(problem))).toHaveLength(1);
  });

  test('a room in which it has read nothing: then the check itself is broken', () => {
    expect(problems({ 'console/index.ts': undefined, 'console/readme.txt': '' })).toEqual([
      'console: no file was read; the check itself is broken',
    ]);
    expect(problems({ 'demo/index.ts': undefined }).join()).toMatch(/demo: no file was read/);
  });
});

test('two files may know each other’s types, and a test may start the whole house', () => {
  const change = {
    'query/a.ts': "import type { B } from './b.ts';\nexport type A = B[];",
    'query/b.ts': "import type { A } from './a.ts';\nexport type B = A | 1;",
    'query/rule.test.ts': "import { features } from '../server/compose.ts';\nexport const x = features;",
  };
  expect(problems(change)).toEqual([]);
});

test('a file that cannot be parsed is a fault, not a file without imports', () => {
  expect(() => problems({ 'cli/index.ts': 'import {' })).toThrow('cli/index.ts');
});
