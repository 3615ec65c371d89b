import { quoteText } from '#platform/warehouse';

/** The ClickHouse table functions a feed may read from. */
const allowed: readonly string[] = ['s3', 'url', 'postgresql', 'mysql', 'file'];

export interface TableFunction {
  readonly name: string;
  readonly args: readonly (string | number)[];
}

/** What a source says: a table function, a path, or a function that is not allowed or not readable. */
export type SourceKind =
  | { readonly kind: 'path' }
  | { readonly kind: 'function'; readonly call: TableFunction }
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads `name('text', 'text', 5)`. It is parsed and written anew, never pasted: nothing but literals can be in it. */
export function readSource(source: string): SourceKind {
  const match = /^\s*([A-Za-z]\w*)\s*\((.*)\)\s*$/s.exec(source);
  if (!match) return { kind: 'path' };
  const [, name = '', rest = ''] = match;
  if (!allowed.includes(name))
    return { kind: 'refused', reason: `“${name}” is not a source; the table functions are ${allowed.join(', ')}.` };
  const args = readArguments(rest);
  return args
    ? { kind: 'function', call: { name, args } }
    : { kind: 'refused', reason: `The arguments of ${name}() must be texts in single quotes, or numbers.` };
}

export function printFunction({ name, args }: TableFunction): string {
  return `${name}(${args.map((arg) => (typeof arg === 'number' ? String(arg) : quoteText(arg))).join(', ')})`;
}

/** For reports: the first argument says where; the others may be passwords. */
export function describeFunction({ name, args }: TableFunction): string {
  return `${name}(${args.length === 0 ? '' : `${String(args[0]).replace(/\/\/[^/@]*@/, '//')}${args.length > 1 ? ', …' : ''}`})`;
}

function readArguments(text: string): (string | number)[] | undefined {
  const args: (string | number)[] = [];
  const argument = /\s*(?:'((?:[^'\\]|\\.|'')*)'|(\d+(?:\.\d+)?))\s*(,|$)/gsy;
  for (;;) {
    const match = argument.exec(text);
    if (!match) return undefined;
    args.push(
      match[1] === undefined
        ? Number(match[2])
        : match[1].replace(/''|\\(.)/gs, (whole, escaped: string | undefined) => escaped ?? whole[0] ?? ''),
    );
    if (match[3] === '') return args;
  }
}
