import { Problem, type customerRoutes, type QualifyingCampaign, type Reply } from '#contract';
import { customerFacts, customerKeyOf, periodText } from '#know/customers';
import { scopeOf } from '#know/organisation';
import {
  binary,
  column,
  conditionOf,
  explain,
  fieldsUsed,
  funnelParts,
  print,
  readRule,
  scope,
  selectRecords,
  value,
  type Catalogue,
  type Rule,
  type SelectColumn,
} from '#query';
import { sees, type Context } from '#platform/context';
import { ruleOf } from '#understand/audiences';
import { liveStates } from './campaign.ts';
import type { CampaignPorts } from './ports.ts';

type Routes = typeof customerRoutes;

/** A live campaign with its rules read against the newest month. */
interface Asked {
  readonly id: string;
  readonly objective: QualifyingCampaign['objective'];
  readonly state: string;
  readonly parts: readonly Rule[];
  readonly offers: readonly { readonly offer: string; readonly when: Rule | undefined }[];
}

/**
 * The live campaigns in whose territory a customer stands, whether the audience of each has them, and which of its
 * conditions hold: one row of the record, read by its key.
 */
export async function customerOffers(
  context: Context,
  ports: Pick<CampaignPorts, 'readCatalogue'>,
  customerId: string,
): Promise<Reply<Routes['customerOffers']>> {
  const key = await customerKeyOf(context, customerId);
  const catalogue = await ports.readCatalogue(context);
  const facts = (await customerFacts(context, [key], Object.keys(catalogue.fields))).get(key) ?? {};
  const unit = facts['org_unit_id'];
  const asked = await liveCampaigns(context, catalogue, typeof unit === 'string' ? unit : null);
  const columns = asked.flatMap(({ parts, offers }, i): SelectColumn[] => [
    ...parts.map((part, j) => ({ expr: conditionOf(part), as: `asked_${i}_${j}` })),
    ...offers.flatMap(({ when }, j) => (when ? [{ expr: conditionOf(when), as: `offered_${i}_${j}` }] : [])),
  ]);
  const [row = {}] =
    columns.length === 0
      ? []
      : await context.warehouse.rows<Record<string, number | boolean>>(
          print(
            scope(
              selectRecords({
                period: catalogue.period,
                columns,
                where: [binary(column('customer_key'), '=', value('UInt32', key))],
              }),
              context.actor.scope,
            ),
          ),
          { signal: context.signal },
        );
  const holds = (name: string): boolean => Boolean(row[name]);
  const items = asked.map(({ id, objective, state, parts, offers }, i): QualifyingCampaign => {
    const conditions = parts.map((part, j) => ({
      words: { en: explain(part, 'en'), zh: explain(part, 'zh') },
      holds: holds(`asked_${i}_${j}`),
      values: fieldsUsed(part).fields.map((name) => {
        const field = catalogue.fields[name];
        return {
          field: name,
          label: { en: field?.labels?.en ?? name, zh: field?.labels?.zh ?? name },
          unit: field?.unit ?? null,
          value: facts[name] ?? null,
        };
      }),
    }));
    const qualifies = conditions.every((condition) => condition.holds);
    const open = offers.filter(({ when }, j) => when === undefined || holds(`offered_${i}_${j}`));
    return { campaign: id, objective, state, qualifies, offers: open.map(({ offer }) => offer), conditions };
  });
  return {
    period: periodText(catalogue.period),
    items: items.toSorted((a, b) => Number(b.qualifies) - Number(a.qualifies)),
  };
}

/** A campaign whose rule no longer holds asks nobody, and is left out. */
async function liveCampaigns(context: Context, catalogue: Catalogue, unit: string | null): Promise<Asked[]> {
  const rows = await context.db
    .selectFrom('campaign')
    .select(['id', 'owner', 'state', 'file'])
    .where('state', 'in', [...liveStates])
    .orderBy('created_at', 'desc')
    .execute();
  const found: Asked[] = [];
  for (const { id, owner, state, file } of rows) {
    if (!sees({ scope: await scopeOf(context.db, owner) }, unit)) continue;
    try {
      const rule = ruleOf(file.audience, catalogue);
      const sources = rule.source.kind === 'and' ? rule.source.parts : [rule.source];
      const parts = funnelParts(rule).map((condition, i) => ({
        ...rule,
        condition,
        source: sources[i] ?? rule.source,
      }));
      const offers = file.offers.map(({ offer, when }) => ({
        offer,
        when: when === undefined ? undefined : ruleOf(when, catalogue),
      }));
      found.push({ id, objective: file.objective, state, parts, offers });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return found;
}

/** The campaigns of the viewer's territory whose rules, offers or strata read a field of the record. */
export async function campaignsReading(
  context: Context,
  catalogue: Catalogue,
  field: string,
): Promise<{ id: string; objective: QualifyingCampaign['objective']; state: string }[]> {
  const rows = await context.db
    .selectFrom('campaign')
    .select(['id', 'owner', 'state', 'file'])
    .orderBy('created_at', 'desc')
    .execute();
  const reads = (rule: string): boolean => {
    const checked = readRule(rule, catalogue);
    return checked.ok && fieldsUsed(checked.rule).fields.includes(field);
  };
  const readsAny = (audience: Parameters<typeof ruleOf>[0]): boolean => {
    try {
      return fieldsUsed(ruleOf(audience, catalogue)).fields.includes(field);
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  };
  return rows
    .filter(
      ({ owner, file }) =>
        sees(context.actor, owner) &&
        (readsAny(file.audience) ||
          file.offers.some(({ when }) => when !== undefined && reads(when)) ||
          file.experiment.stratify_by.includes(field) ||
          file.experiment.pair_by.includes(field)),
    )
    .map(({ id, state, file }) => ({ id, objective: file.objective, state }));
}
