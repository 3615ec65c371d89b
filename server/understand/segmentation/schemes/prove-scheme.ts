import type { Reply, segmentSchemeRoutes } from '#contract';
import { periodNumber, periodText } from '#know/customers';
import { readReadyCatalogue } from '#understand/audiences';
import type { Context } from '#platform/context';
import { proveField } from './field-proof.ts';
import { prove } from './proof.ts';
import { countAlike, findExamples } from './scheme-counts.ts';
import { readStored, requireVersions } from './segment-schemes.ts';

type Replies = { [K in 'countSegmentScheme' | 'proveSegmentScheme']: Reply<(typeof segmentSchemeRoutes)[K]> };

/** Customers by cell of the dimensions that can be counted; only cells that somebody is in. */
export async function countSegmentScheme(
  context: Context,
  id: string,
  period: string | undefined,
): Promise<Replies['countSegmentScheme']> {
  const began = performance.now();
  const { read, catalogue } = await readyScheme(context, id, period);
  const { period: month } = catalogue;
  if (read.baseMissing.length > 0) return { period: periodText(month), customers: null, cells: [], ms: 0 };
  const dimensions = read.counted.map(({ dimension }) => dimension);
  const proof = prove(dimensions, await countAlike(context, read, catalogue));
  return {
    period: periodText(month),
    customers: proof.customers,
    cells: [...proof.cells.values()].map(({ place, customers }) => ({
      values: Object.fromEntries(
        dimensions.map((dimension, d) => [
          dimension.id,
          place[d] == null ? null : (dimension.values[place[d]]?.id ?? null),
        ]),
      ),
      customers,
    })),
    ms: Math.round(performance.now() - began),
  };
}

async function readyScheme(context: Context, id: string, period: string | undefined) {
  const [{ scheme }] = await requireVersions(context.db, id);
  const catalogue = await readReadyCatalogue(context, period === undefined ? undefined : periodNumber(period));
  return { scheme, catalogue, read: readStored(scheme, catalogue) };
}

/** Proves a scheme disjoint and complete, first from its rules alone, then by counting whom each dimension holds. */
export async function proveSegmentScheme(
  context: Context,
  id: string,
  period: string | undefined,
): Promise<Replies['proveSegmentScheme']> {
  const began = performance.now();
  const { scheme, catalogue, read } = await readyScheme(context, id, period);
  const isCounted = read.baseMissing.length === 0;
  const rows = isCounted ? await countAlike(context, read, catalogue) : [];
  const proof = prove(
    read.counted.map(({ dimension }) => dimension),
    rows,
  );
  const dimensions: Replies['proveSegmentScheme']['dimensions'] = [];
  for (const { id: dimension, values } of scheme.dimensions) {
    const d = read.counted.findIndex((one) => one.dimension.id === dimension);
    const found = isCounted ? proof.dimensions[d] : undefined;
    const said = d < 0 ? undefined : proveField(read.counted[d]!.rules);
    const examples = (kind: 'gap' | 'overlap') => findExamples(context, { scheme, of: read, d, kind }, catalogue);
    dimensions.push({
      id: dimension,
      missing: [...(read.missing.get(dimension) ?? [])],
      customers: found?.asked ?? null,
      gap: found?.gap ?? null,
      unknown: found?.unknown ?? null,
      overlap: found?.overlap ?? null,
      gapExamples: found && found.gap > found.unknown ? await examples('gap') : [],
      overlapExamples: found && found.overlap > 0 ? await examples('overlap') : [],
      rules: said
        ? {
            field: said.field,
            holes: [...said.holes],
            doubles: said.doubles.map(({ rule, holding }) => ({ rule, values: holding.map((v) => values[v]!.id) })),
            missingIn: said.missingIn.map((v) => values[v]!.id),
          }
        : null,
    });
  }
  const { customers, inOneCell, inNone, inSeveral, unknown } = proof;
  const isAll = isCounted && read.counted.length === scheme.dimensions.length;
  const isBroken = inSeveral > 0 || inNone > unknown;
  return {
    period: periodText(catalogue.period),
    state: isBroken ? 'broken' : !isAll ? 'unfinished' : unknown > 0 ? 'where-known' : 'proved',
    baseMissing: [...read.baseMissing],
    customers: isCounted ? customers : null,
    inOneCell,
    inNone,
    inSeveral,
    unknown,
    dimensions,
    ms: Math.round(performance.now() - began),
  };
}
