import type { ParamValue } from './statement.ts';

type Scalar = string | number | bigint | boolean | null;

/**
 * The text ClickHouse reads for a parameter of the declared type: top-level text in TabSeparated escaping, `\N` for a
 * missing value, arrays as literals. Both adapters send exactly this text, so both bind the same value.
 */
export function serialiseParameter(type: string, of: ParamValue): string {
  const inner = unwrap(type);
  const element = /^Array\((.*)\)$/s.exec(inner)?.[1];
  if (element !== undefined) {
    if (!isList(of)) throw new TypeError(`A parameter of type ${type} takes a list`);
    return `[${of.map((item) => literal(element.trim(), item)).join(',')}]`;
  }
  if (isList(of)) throw new TypeError(`A parameter of type ${type} takes no list`);
  return of === null ? '\\N' : escapeText(scalarText(inner, of));
}

function isList(of: ParamValue): of is readonly Scalar[] {
  return Array.isArray(of);
}

function literal(type: string, of: Scalar): string {
  if (of === null) return 'NULL';
  const inner = unwrap(type);
  const text = scalarText(inner, of);
  return isNumeric(inner) || inner === 'Bool' ? text : `'${escapeText(text).replaceAll("'", "\\'")}'`;
}

/** Nullable and LowCardinality say how a value is kept, not how it is written. */
function unwrap(type: string): string {
  let inner = type.trim();
  for (;;) {
    const match = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(inner);
    if (match?.[1] === undefined) return inner;
    inner = match[1].trim();
  }
}

function isNumeric(type: string): boolean {
  return /^(U?Int\d+|B?Float\d+|Decimal)/.test(type);
}

function scalarText(type: string, of: string | number | bigint | boolean): string {
  if (type === 'Bool') return of === true || of === 1 || of === 'true' ? 'true' : 'false';
  if (isNumeric(type)) return numberText(type, of);
  return String(of);
}

function numberText(type: string, of: string | number | bigint | boolean): string {
  if (typeof of === 'boolean') return of ? '1' : '0';
  if (typeof of === 'string') {
    if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf|nan)$/.test(of)) {
      throw new TypeError(`A parameter of type ${type} takes a number`);
    }
    return of;
  }
  if (typeof of === 'bigint') return of.toString();
  if (Number.isNaN(of)) return 'nan';
  if (!Number.isFinite(of)) return of > 0 ? 'inf' : '-inf';
  if (/Int/.test(type) && !Number.isSafeInteger(of)) {
    throw new TypeError(`A parameter of type ${type} takes a whole number; beyond 2^53 give a bigint`);
  }
  return Object.is(of, -0) ? '-0' : String(of);
}

const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function escapeText(text: string): string {
  return text.replace(/[\\\0\b\f\n\r\t]/g, (character) => escapes[character] ?? character);
}
