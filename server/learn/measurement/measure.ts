import type { CampaignDay, CampaignFile, Report } from '#contract';
import { Problem } from '#contract';
import {
  drawnTogetherBy,
  readExclusions,
  releasedWaves,
  requireCampaign,
  successOrders,
  type Measures,
} from '#act/campaigns';
import { listOffers } from '#know/catalog';
import { readCatalogue, readPeriods } from '#know/customers';
import { readUnits } from '#know/organisation';
import { groupNames } from '#understand/segmentation';
import type { Context } from '#platform/context';
import { statement } from '#platform/warehouse';
import { caveats, makeReport, termsOf, worthOf } from './report.ts';
import { daysOf, readDaySums } from './report-days.ts';
import { readSums, windowsOf, type Ask, type OfferValue } from './report-sums.ts';

/** The report of a campaign for the targets of the viewer's subtree. Flushes first, so that everything told so far counts. */
export async function measureCampaign(context: Context, id: string): Promise<Report> {
  const campaign = await requireCampaign(context.db, context, id);
  if (campaign.drawnPeriod === null)
    throw new Problem('conflict', 'nothing-to-measure', `${id} has no targets yet: schedule it first.`);
  await context.outbox.flush();
  const { file } = campaign;
  const ask = await askOf(context, id, campaign);
  if (ask.released.length === 0)
    throw new Problem('conflict', 'nothing-to-measure', `No wave of ${id} has been released yet.`);
  const windows = ask.windows.filter(({ wave }) => ask.released.includes(wave));
  const sums = await readSums(context, ask);
  const report = makeReport(sums, termsOf(file));
  const ends = windows.map((window) => window.to).sort();
  const windowEnd = ends.at(-1) ?? '';
  const { excluded } = await readExclusions(context, id);
  return {
    campaign: id,
    period: { from: windows.map((window) => window.from).sort()[0] ?? '', to: windowEnd },
    exclusions: excluded,
    ...report,
    by: { ...report.by, segment: await named(context, ask, report.by.segment) },
    caveats: caveats({
      file,
      today: context.clock.now().toISOString().slice(0, 10),
      lastOrder: await lastOrderDay(context),
      windowEnd,
      sampleRatio: report.sample_ratio.p,
    }),
  };
}

/** The parts by segment with the names that the analyst gave. */
async function named(
  context: Context,
  { segmentation }: Ask,
  parts: Report['by']['segment'],
): Promise<Report['by']['segment']> {
  const names = segmentation === undefined ? {} : await groupNames(context, segmentation);
  return parts.map((part) => {
    const name = names[part.key];
    return name ? { ...part, name } : part;
  });
}

/** Treated against control by day, from the first wave's start to today or the end of the last window. */
export async function campaignDays(context: Context, id: string): Promise<CampaignDay[]> {
  const campaign = await requireCampaign(context.db, context, id);
  if (campaign.drawnPeriod === null) return [];
  await context.outbox.flush();
  const ask = { ...(await askOf(context, id, campaign)), segmentColumn: undefined };
  const { windows, released } = ask;
  const today = context.clock.now().toISOString().slice(0, 10);
  return daysOf(
    await readDaySums(context, ask),
    released.length > 0 ? windows.filter(({ wave }) => released.includes(wave)) : windows,
    today,
    ask.together === null ? undefined : worthOf(await readSums(context, ask)),
  );
}

/** What is asked of a campaign's targets, whichever figures are made of them. */
export async function askOf(
  context: Context,
  id: string,
  { file, drawnPeriod }: { readonly file: CampaignFile; readonly drawnPeriod: number | null },
): Promise<Ask> {
  return {
    together: await togetherOf(context, file.experiment.unit, drawnPeriod),
    campaign: id,
    windows: windowsOf(file),
    released: await releasedWaves(context.db, id),
    offers: await offersThatCount(context, file),
    costs: file.budget.per_contact,
    scope: context.actor.scope,
    branchOf: await branches(context),
    ...(await segment(context)),
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

/** Months over which the offers' revenue is counted: the longest of them. */
export async function horizonOf({ db }: Pick<Context, 'db'>, file: CampaignFile): Promise<number> {
  const counted = new Set(successOrders(file));
  return Math.max(1, ...(await listOffers(db)).filter(({ id }) => counted.has(id)).map((offer) => offer.horizonMonths));
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

/** Whom chance drew together, as the record says of which the targets were drawn. */
async function togetherOf(
  context: Context,
  unit: CampaignFile['experiment']['unit'],
  period: number | null,
): Promise<Ask['together']> {
  if (unit === 'customer' || period === null) return null;
  if (unit === 'grid') return 'grid';
  const column = (await readCatalogue(context, period)).fields[drawnTogetherBy[unit]]?.column;
  return column === undefined ? null : { column, period };
}

/** The field that names a customer's segment, once a segmentation is published: of several, the first by its id. */
async function segment(context: Context): Promise<Pick<Ask, 'segmentation' | 'segmentColumn' | 'period'>> {
  const period = (await readPeriods(context.warehouse)).at(-1)?.period;
  const { segments } = await readCatalogue(context);
  // `id.value` is the band of the same segmentation.
  const [first] = Object.keys(segments)
    .filter((id) => !id.includes('.'))
    .toSorted();
  return { segmentation: first, segmentColumn: first === undefined ? undefined : segments[first]?.column, period };
}

/** The newest day of any order: outcomes after it cannot be known yet. */
export async function lastOrderDay({ warehouse }: Pick<Context, 'warehouse'>): Promise<string | null> {
  const [row] = await warehouse.rows<{ orders: number; day: string }>(
    statement('select count() as orders, toString(max(ordered_on)) as day from entity_order', {}),
  );
  return row && row.orders > 0 ? row.day : null;
}
