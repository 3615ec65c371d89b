import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { zh as parts } from '../../parts/texts.zh.ts';
import { zh } from './texts.zh.ts';

const server = fileURLToPath(new URL('../../server/', import.meta.url));
/** What these say is read on the command line alone. */
const ofFiles = [
  'learn/measurement/experiment/',
  'understand/models/learners/',
  'understand/models/uplift/uplift-from-file.ts',
  'understand/segmentation/fit-file.ts',
  'understand/segmentation/file-columns.ts',
  'act/planner/files/',
  'platform/operations/archive.ts',
  'platform/operations/restore.ts',
  'stores.ts',
];

test('whatever the server refuses is said in Chinese too', () => {
  const refused = new Map<string, string>();
  for (const file of readdirSync(server, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.test\.ts$|testing|migrations/.test(file)) continue;
    if (ofFiles.some((path) => file.startsWith(path))) continue;
    for (const [, code = ''] of readFileSync(join(server, file), 'utf8').matchAll(
      /new Problem\(\s*'[a-z-]+',\s*'([a-z-]+)'/g,
    ))
      refused.set(code, file);
  }
  expect(refused.size).toBeGreaterThan(120);
  const told = { ...parts.problems, ...zh.problems };
  expect([...refused].filter(([code]) => !Object.hasOwn(told, code))).toEqual([]);
});
