import { quoteText, serialiseParameter, type Statement } from '#platform/warehouse';

/**
 * Writes the values of a statement into its text, as quoted literals cast to their types: for the definition of a view,
 * which takes no parameters. Text is quoted by the warehouse's own quoting and by nothing else.
 */
export function inlineParameters({ sql, params }: Statement): string {
  // Outside quoted names and literals only placeholders have braces; the printer of #query writes no literals.
  return sql.replace(
    /`(?:[^`\\]|\\.)*`|\{(\w+):([^}]+)\}/gs,
    (whole, name: string | undefined, type: string | undefined) => {
      if (name === undefined || type === undefined) return whole;
      const value = params[name] ?? null;
      if (type === 'String' && typeof value === 'string') return quoteText(value);
      return `cast(${quoteText(serialiseParameter(type, value))}, ${quoteText(type)})`;
    },
  );
}
