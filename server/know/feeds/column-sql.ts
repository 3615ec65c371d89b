import type { FieldType } from '#contract';
import { quoteText } from '#platform/warehouse';

/**
 * How the text of a cell becomes a value, as SQL over `text` (an expression of type String, '' for an empty cell).
 * A cell that cannot be read gives null; whether it was empty or wrong is told apart by `isPresent`.
 * Every expression is over row values only; the few literals are this module's own.
 */
export function convert(
  type: FieldType,
  text: string,
  alias: string,
  options: { trim: boolean; keepEmpty: boolean },
): string {
  switch (type) {
    case 'text':
      return textValue(text, options);
    case 'decimal':
      return decimal(text, alias);
    case 'integer':
      return integer(text, alias);
    case 'boolean':
      return boolean(text);
    case 'date':
      return date(text, alias);
    case 'instant':
      return `parseDateTime64BestEffortOrNull(trimBoth(${text}), 3, 'UTC')`;
  }
}

/** The ClickHouse type that a field of an entity is kept in. */
export function columnType(type: FieldType, name: string): string {
  switch (type) {
    case 'text':
      return manyValues.test(name) ? 'Nullable(String)' : 'LowCardinality(Nullable(String))';
    case 'decimal':
      return 'Nullable(Float64)';
    case 'integer':
      return 'Nullable(Int64)';
    case 'boolean':
      return 'Nullable(Bool)';
    case 'date':
      return 'Nullable(Date32)';
    case 'instant':
      return "Nullable(DateTime64(3, 'UTC'))";
  }
}

/** Texts that are nearly all different: a dictionary of them would only cost. */
const manyValues = /(^|_)(id|hash|number|name|phone|address|value|email|name_en|name_zh)$/;

export const isPresent = (text: string): string => `(${text} != '' and trimBoth(${text}) != '')`;

function textValue(text: string, { trim, keepEmpty }: { trim: boolean; keepEmpty: boolean }): string {
  if (keepEmpty) return `toNullable(${text})`;
  return trim ? `nullIf(trimBoth(${text}), '')` : `if(trimBoth(${text}) = '', null, ${text})`;
}

/** Tries the cell as it is, and only where that fails, without the blanks around it: reading is what a load is made of. */
function decimal(text: string, alias: string): string {
  const [first, second] = [`${alias}a`, `${alias}b`];
  const read = `if(isNull((toFloat64OrNull(${text}) as \`${first}\`)) and ${text} != '', toFloat64OrNull(trimBoth(${text})), \`${first}\`)`;
  return `if(isFinite((${read} as \`${second}\`)), \`${second}\`, null)`;
}

/** Also 12.0; whole numbers beyond 2^53 only when written without a point. */
function integer(text: string, alias: string): string {
  const [first, second] = [`${alias}a`, `${alias}b`];
  const float = `(toFloat64OrNull(trimBoth(${text})) as \`${second}\`)`;
  const slow = `if(abs(${float}) < 9007199254740992, accurateCastOrNull(\`${second}\`, 'Int64'), null)`;
  // toInt64OrNull wraps round past 64 bits: what is that long is given to the slow way, which refuses it.
  const fast = `if(length(${text}) < 19, toInt64OrNull(${text}), null)`;
  return `if(isNull((${fast} as \`${first}\`)) and ${text} != '', ${slow}, \`${first}\`)`;
}

const yes = "('yes', 'true', '1', '是', 'y', 't')";
const no = "('no', 'false', '0', '否', 'n', 'f')";

function boolean(text: string): string {
  const word = `lower(trimBoth(${text}))`;
  return `multiIf(${word} in ${yes}, toNullable(true), ${word} in ${no}, toNullable(false), null)`;
}

const compact = quoteText('^(\\d{4})(\\d{2})(\\d{2})$');
const spread = quoteText('\\1-\\2-\\3');
const parted = quoteText('^(\\d{4})[-/.年](\\d{1,2})[-/.月](\\d{1,2})日?(?:[ T].*)?$');

/** 2023-01-05, 2023/1/5, 2023.1.5, 20230105, 2023年1月5日, each also with a time of day behind it; from 1900 to 2299. */
function date(text: string, alias: string): string {
  const [fast, parts, made] = [`${alias}a`, `${alias}g`, `${alias}d`];
  const part = (index: number): string => `toUInt16OrZero(\`${parts}\`[${index}])`;
  const groups = `(extractGroups(replaceRegexpOne(trimBoth(${text}), ${compact}, ${spread}), ${parted}) as \`${parts}\`)`;
  // makeDate32 carries the 30th of February over into March: what comes out must be what went in.
  const isDate = `length(${groups}) = 3 and ${part(1)} between 1900 and 2299 and toMonth((makeDate32(${part(1)}, ${part(2)}, ${part(3)}) as \`${made}\`)) = ${part(2)} and toDayOfMonth(\`${made}\`) = ${part(3)}`;
  const slow = `if(${isDate}, toNullable(\`${made}\`), null)`;
  return `if(toString((toDate32OrNull(${text}) as \`${fast}\`)) = ${text}, \`${fast}\`, ${slow})`;
}
