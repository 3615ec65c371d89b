// Every package that is installed must be under a licence that fits a commercial product under Apache-2.0.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Permissive licences, and MPL-2.0: it binds changes of its own files only, and we ship them unchanged. */
const fitting = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'BSL-1.0',
  'Python-2.0',
  'Unlicense',
  'WTFPL',
  'Zlib',
  'PostgreSQL',
  'MPL-2.0',
]);

/** Packages whose package.json names no licence, each with where it stands. */
const readByHand: Readonly<Record<string, string>> = {};

interface Package {
  readonly license?: unknown;
  readonly licenses?: unknown;
}

/** Whether an SPDX expression leaves us a fitting choice: `OR` is ours to choose, `AND` binds us to all. */
export function fits(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const one = (): boolean => {
    if (tokens[at] === '(') {
      at++;
      const inner = either();
      at++;
      return inner;
    }
    const name = tokens[at++] ?? '';
    if (tokens[at] === 'WITH') at += 2;
    return fitting.has(name);
  };
  const all = (): boolean => {
    let result = one();
    while (tokens[at] === 'AND') {
      at++;
      result = one() && result;
    }
    return result;
  };
  const either = (): boolean => {
    let result = all();
    while (tokens[at] === 'OR') {
      at++;
      result = all() || result;
    }
    return result;
  };
  return tokens.length > 0 && either() && at === tokens.length;
}

/** Reads every package of package-lock.json: as installed, or, for another platform's, as the lock says. */
export function checkLicences(root: string): { problems: string[]; packages: number } {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Package>;
  };
  const problems: string[] = [];
  let read = 0;
  for (const [path, locked] of Object.entries(packages)) {
    if (!path.startsWith('node_modules/')) continue;
    const file = join(root, path, 'package.json');
    const installed = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Package) : locked;
    const name = path.replace(/^.*node_modules\//, '');
    const licence = readByHand[name] ?? textOf(installed) ?? textOf(locked);
    if (licence === undefined) problems.push(`${path}: no licence is named; read it, and note it in tools/licences.ts`);
    else if (!fits(licence)) problems.push(`${path}: ${licence} does not fit a commercial product under Apache-2.0`);
    read++;
  }
  if (read === 0) problems.push('no package was read; the check itself is broken');
  return { problems, packages: read };
}

/** `license` as SPDX text, or the older forms: an object, or a list to choose from. */
function textOf({ license, licenses }: Package): string | undefined {
  if (typeof license === 'string') return license;
  const list = [license, licenses]
    .flat()
    .flatMap((one) => ((one as { type?: unknown } | undefined)?.type ?? []) as string[]);
  return list.length > 0 ? list.join(' OR ') : undefined;
}
