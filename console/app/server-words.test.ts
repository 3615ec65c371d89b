import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { codeOfWords } from './server-words.ts';
import { en } from './texts.en.ts';
import { zh } from './texts.zh.ts';
import { zh as administration } from '../administration/texts.zh.ts';

const server = fileURLToPath(new URL('../../server/', import.meta.url));
const sources = readdirSync(server, { recursive: true, encoding: 'utf8' })
  // What is learnt from files, and what is restored, is read on the command line alone.
  .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|testing|\/file\/|from-file|restore\.ts$|solver\//.test(file))
  .map((file) => readFileSync(join(server, file), 'utf8'));

const all = (pattern: RegExp): string[] => [
  ...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, found = '']) => found))),
];

test('every job has a name in both languages', () => {
  const named = sources.filter((text) => text.includes('defineJob({'));
  const names = named.flatMap((text) =>
    [...text.matchAll(/(?:Job = |defineJob\(\{\s*name: |const name = )'([a-z-]+(?:\.[a-z-]+)?)'/g)].map(
      ([, name = '']) => name,
    ),
  );
  expect(names.length).toBeGreaterThan(14);
  const told = (jobs: object) => (name: string) =>
    name.split('.').reduce<unknown>((branch, part) => (branch as Record<string, unknown> | undefined)?.[part], jobs);
  expect(names.filter((name) => typeof told(zh.app.jobs)(name) !== 'string')).toEqual([]);
  expect(names.filter((name) => typeof told(en.app.jobs)(name) !== 'string')).toEqual([]);
});

test('what a job is at is said in Chinese too', () => {
  const literal = all(/(?:[pP]rogress|onStep)\??\.?\((?:context, tools, )?[^;]*?, ['`]([^'`]+)['`]/g);
  expect(literal).toContain('writing the plan');
  const codes = literal
    .map((text) => codeOfWords(text.replace(/\$\{[^}]*\}/g, '1')).code)
    .filter((code) => /[a-z]/.test(code));
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !Object.hasOwn(zh.app.steps, code))).toEqual([]);
});

test('the numbers of a step are given by their place', () => {
  expect(codeOfWords('k 3–10: 8/8')).toEqual({ code: 'k-#-#-#-#', values: { 0: '3', 1: '10', 2: '8', 3: '8' } });
});

test('what the doctor finds and advises is said in Chinese too', () => {
  const doctor = sources.find((text) => text.includes('export async function examine(')) ?? '';
  const found = [...doctor.matchAll(/(['`])((?:(?!\1)[^\n])* (?:(?!\1)[^\n])*)\1/g)].map(([, , said = '']) => said);
  const said = found.filter((text) => !/^(records clock|audit log|select .*)$|version\}`?$|kind\} \$/.test(text));
  expect(said.length).toBeGreaterThan(9);
  const filled = said.map((text) => text.replace(/\$\{[^}]*kind\}/, 'single').replace(/\$\{[^}]*\}/g, '1'));
  const codes = filled.map((text) => codeOfWords(text).code);
  expect(codes.filter((code) => !Object.hasOwn(administration.findings, code))).toEqual([]);
});
