import type { CampaignFile, Report } from '#contract';
import { Problem } from '#contract';
import { readExclusions, requireCampaign, successOrders, type Measures } from '#act/campaigns';
import { listOffers } from '#know/catalog';
import { readCatalogue, readPeriods } from '#know/customers';
import { readUnits } from '#know/organisation';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { caveats, makeReport, termsOf } from './report.ts';
import { readSums, windowsOf, type OfferValue } from './report-sums.ts';

/** The report of a campaign for the targets of the viewer's subtree. Flushes first, so that everything told so far counts. */
export async function measureCampaign(context: Context, id: string): Promise<Report> {
  const campaign = await requireCampaign(context.db, context, id);
  if (campaign.drawnPeriod === null)
    throw new Problem('conflict', 'nothing-to-measure', `${id} has no targets yet: schedule it first.`);
  await context.outbox.flush();
  const { file } = campaign;
  const windows = windowsOf(file);
  const offers = await offersThatCount(context, file);
  const sums = await readSums(context, {
    campaign: id,
    windows,
    offers,
    costs: file.budget.per_contact,
    scope: context.actor.scope,
    branchOf: await branches(context),
    ...(await segment(context)),
  });
  const report = makeReport(sums, termsOf(file));
  const ends = windows.map((window) => window.to).sort();
  const windowEnd = ends.at(-1) ?? '';
  const { excluded } = await readExclusions(context, id);
  return {
    campaign: id,
    period: { from: windows.map((window) => window.from).sort()[0] ?? '', to: windowEnd },
    exclusions: excluded,
    ...report,
    caveats: caveats({
      file,
      today: context.clock.now().toISOString().slice(0, 10),
      lastOrder: await lastOrderDay(context),
      windowEnd,
      sampleRatio: report.sample_ratio.p,
    }),
  };
}

/** The measures that gates may name. */
export async function runningMeasures(context: Context, id: string): Promise<Measures> {
  const report = await measureCampaign(context, id);
  const treated = report.arms.filter((arm) => arm.arm !== 'control');
  const control = report.arms.find((arm) => arm.arm === 'control');
  const sum = (name: 'targets' | 'contacted' | 'successes') => treated.reduce((all, arm) => all + arm[name], 0);
  const share = (part: number) => (sum('targets') === 0 ? null : part / sum('targets'));
  const { absolute, relative } = report.lift;
  return {
    targets: sum('targets'),
    contacted: sum('contacted'),
    contact_rate: share(sum('contacted')),
    success_rate: share(sum('successes')),
    control_rate: control?.rate.estimate ?? null,
    lift: absolute.estimate,
    'lift.low': absolute.low,
    'lift.high': absolute.high,
    'lift.relative': relative.estimate,
    'lift.relative.low': relative.low,
    'lift.relative.high': relative.high,
  };
}

/** What one success is worth, by offer: its price and margin a month over its horizon. */
async function offersThatCount({ db }: Context, file: CampaignFile): Promise<OfferValue[]> {
  const offers = await listOffers(db);
  const counted = new Set(successOrders(file));
  return offers
    .filter((offer) => counted.has(offer.id))
    .map((offer) => ({
      id: offer.id,
      revenue: (offer.monthlyPriceFen * offer.horizonMonths) / 100,
      margin: (offer.monthlyMarginFen * offer.horizonMonths) / 100,
    }));
}

/** Each grid's branch: the unit above it. */
async function branches({ db }: Context): Promise<Map<string, string>> {
  const units = await readUnits(db);
  return new Map(
    units.flatMap((unit) =>
      unit.kind === 'grid' && unit.parentId !== null ? [[unit.id, unit.parentId] as const] : [],
    ),
  );
}

/** The field that names a customer's segment, once there is one. */
async function segment(context: Context): Promise<{ segmentColumn: string | undefined; period: number | undefined }> {
  const period = (await readPeriods(context.warehouse)).at(-1)?.period;
  const field = (await readCatalogue(context)).fields['segment'];
  return { segmentColumn: field?.column, period };
}

/** The newest day of any order: outcomes after it cannot be known yet. */
async function lastOrderDay({ warehouse }: Context): Promise<string | null> {
  const [row] = await warehouse.rows<{ orders: number; day: string }>(
    statement('select count() as orders, toString(max(ordered_on)) as day from entity_order', {}),
  );
  return row && row.orders > 0 ? row.day : null;
}
