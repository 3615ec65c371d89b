import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkLicences, fits } from './licences.ts';

const root = mkdtempSync(join(tmpdir(), 'gridloop-licences-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const lock = (packages: object) => writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));

test.each([
  ['MIT', true],
  ['GPL-3.0-only', false],
  ['(MIT OR GPL-2.0)', true],
  ['MIT AND GPL-2.0', false],
  ['MIT AND (GPL-2.0 OR ISC)', true],
  ['(AGPL-3.0 AND MIT) OR SSPL-1.0', false],
  ['GPL-2.0 WITH Classpath-exception-2.0', false],
  ['UNLICENSED', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['MIT GPL-3.0', false],
  ['', false],
])('%s fits: %s', (expression, expected) => expect(fits(expression)).toBe(expected));

test('what is installed counts more than what the lock says, and what names no licence is a problem', () => {
  lock({
    '': { license: 'GPL-3.0' },
    'node_modules/a': { license: 'MIT' },
    'node_modules/a/node_modules/b': {},
    'node_modules/other-platform': { license: 'ISC' },
  });
  mkdirSync(join(root, 'node_modules/a'), { recursive: true });
  writeFileSync(join(root, 'node_modules/a/package.json'), JSON.stringify({ licenses: [{ type: 'SSPL-1.0' }] }));
  const { problems, packages } = checkLicences(root);
  expect(packages).toBe(3);
  expect(problems).toEqual([
    expect.stringMatching(/^node_modules\/a: SSPL-1\.0 does not fit/),
    expect.stringMatching(/^node_modules\/a\/node_modules\/b: no licence is named/),
  ]);
});

test('a lock without packages is a broken check', () => {
  lock({ '': {} });
  expect(checkLicences(root).problems).toEqual(['no package was read; the check itself is broken']);
});
