import type { customerRoutes, Input, Reply } from '#contract';
import type { Context } from '#platform/context';
import { listed } from '#platform/lists';
import { readFieldsFor, readPeriods } from './field-catalogue.ts';
import { periodText } from './month.ts';

type Route = (typeof customerRoutes)['listFields'];

/** The catalogue as screens ask for it, and the months that have been built. */
export async function listFields(context: Context, { family, ...query }: Input<Route>['query']): Promise<Reply<Route>> {
  const periods = (await readPeriods(context.warehouse)).map(({ period }) => periodText(period));
  const fields = (await readFieldsFor(context))
    .filter((field) => family === undefined || field.family === family)
    .map(({ personal: _, ...field }) => field);
  return {
    period: periods.at(-1) ?? null,
    periods,
    ...listed(fields, query, {
      words: ({ name, label }) => [name, label.en, label.zh],
      sorts: {
        place: (_, place) => place,
        name: ({ name }) => name,
        label: ({ label }) => label,
        type: ({ type }) => type,
        family: ({ family }) => family,
      },
    }),
  };
}
