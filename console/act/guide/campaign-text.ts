import { isMap, parseDocument, Scalar, visit, type Node } from 'yaml';

export type Path = readonly (string | number)[];

/**
 * Puts a value into a campaign file, and leaves all else as it was written: order, comments, quotes. `undefined` takes
 * the key out. The text is the campaign; the guide only ever edits it, so nothing is lost by going back and forth.
 */
export function withValue(text: string, path: Path, value: unknown): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  if (value === undefined) document.deleteIn(path);
  else {
    // A missing step on the way is made as a map; setIn makes lists of numbers otherwise.
    for (let length = 1; length < path.length; length++) {
      const part = path.slice(0, length);
      if (document.getIn(part) === undefined || document.getIn(part) === null)
        document.setIn(part, document.createNode(typeof path[length] === 'number' ? [] : {}));
    }
    const flow = isMap(document.contents) && path.length > 1;
    const node = document.createNode(value, { flow });
    document.setIn(path, flow ? inQuotes(node) : node);
  }
  return document.toString({ lineWidth: 0 });
}

/** Text of several lines within `{ … }` or `[ … ]` stands in quotes: written bare, it may not read back (yaml 2.9). */
function inQuotes<T extends Node>(node: T): T {
  visit(node, {
    Scalar(_, scalar) {
      if (typeof scalar.value === 'string' && scalar.value.includes('\n')) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return node;
}

/** What the file says, however unfinished it is; undefined where it cannot be read. */
export function valuesOf(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : (document.toJS() as unknown);
}

/** The value at a path of what was read; undefined where there is nothing. */
export function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[part] : undefined),
    values,
  );
}
