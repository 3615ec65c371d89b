import { addMonths, daysIn, firstDayOf } from './calendar.ts';
import { buildCity, frontlineManagers, gridCount, type City, type Grid, type Manager } from './city.ts';

/** What names one demonstration operator: the same four values give the same files, byte for byte. */
export interface OperatorOptions {
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  /** The newest month that is generated, `YYYY-MM`. */
  readonly lastPeriod: string;
}
/** Everything that follows from the options and is small: the city and its people, not its customers. */
export interface Operator extends OperatorOptions {
  readonly city: City;
  /** The grids that have customers: all 182 from 20,000 customers on. */
  readonly served: readonly Grid[];
  /** Running sum of the served grids' weights, from 0 to 1. */
  readonly cumulativeWeight: Float64Array;
  readonly managers: readonly Manager[];
  /** Months already worked out, by number. */
  readonly calendar: Month[];
  /** By position in `served`: the first manager's number, and how many there are. */
  readonly managersOf: readonly (readonly [first: number, count: number])[];
}

export function buildOperator(options: OperatorOptions): Operator {
  const city = buildCity(options.seed);
  const served = servedGrids(city, options.customers);
  const managers = frontlineManagers(options.seed, served, options.customers);
  const total = served.reduce((sum, grid) => sum + grid.weight, 0);
  const cumulativeWeight = new Float64Array(served.length);
  served.reduce((sum, grid, i) => (cumulativeWeight[i] = sum + grid.weight / total), 0);
  return {
    ...options,
    city,
    served,
    cumulativeWeight,
    managers,
    calendar: [],
    managersOf: served.map((grid) => {
      const own = managers.filter((manager) => manager.grid === grid.index);
      return [managers.indexOf(own[0] as Manager), own.length];
    }),
  };
}

/** A tiny operator serves only so many grids that each keeps some 110 customers, spread over the city. */
function servedGrids(city: City, customers: number): Grid[] {
  const count = Math.max(1, Math.min(gridCount, Math.floor(customers / 110)));
  return Array.from({ length: count }, (_, i) => city.grids[Math.floor((i * gridCount) / count)] as Grid);
}

/** Month 0 is the oldest; month `months` is the one after the newest. */
export const periodAt = (operator: OperatorOptions, month: number): string =>
  addMonths(operator.lastPeriod, month - operator.months + 1);
export const firstDayAt = (operator: Operator, month: number): number => monthAt(operator, month).firstDay;
export const daysAt = (operator: Operator, month: number): number => monthAt(operator, month).days;
/** January is 0. */
export const monthOfYear = (operator: Operator, month: number): number => monthAt(operator, month).ofYear;

interface Month {
  readonly firstDay: number;
  readonly days: number;
  readonly ofYear: number;
}
/** Asked for millions of times, so each month is worked out once. */
function monthAt(operator: Operator, month: number): Month {
  let found = operator.calendar[month];
  if (!found) {
    const period = periodAt(operator, month);
    found = { firstDay: firstDayOf(period), days: daysIn(period), ofYear: Number(period.slice(5)) - 1 };
    if (month >= 0) operator.calendar[month] = found;
  }
  return found;
}
