import { serialiseParameter } from './parameter.ts';
import type { Statement } from './statement.ts';
import { boundValue, placeholders } from './statement.ts';

/**
 * Every placeholder's name and the text of its value. Throws when a placeholder has no value, a value has no
 * placeholder, or one name stands with two types: a session would silently take the value of an earlier query.
 */
export function bindings(statement: Statement): readonly (readonly [string, string])[] {
  const typeOf = new Map<string, string>();
  for (const { name, type } of placeholders(statement.sql)) {
    const before = typeOf.get(name);
    if (before !== undefined && before !== type) throw new Error(`The placeholder {${name}} stands with two types`);
    typeOf.set(name, type);
  }
  for (const name of Object.keys(statement.params)) {
    if (!typeOf.has(name)) throw new Error(`The value ${name} has no placeholder in the statement`);
  }
  return [...typeOf].map(([name, type]) => [name, serialiseParameter(type, boundValue(statement, name))] as const);
}

/** The texts under which the values of a statement could show in a message of the engine. */
export function secretsOf(statement: Statement | undefined): readonly string[] {
  if (!statement) return [];
  return Object.values(statement.params)
    .flat()
    .filter((value) => value !== null && typeof value !== 'boolean')
    .map(String);
}
