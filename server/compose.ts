import type { EntityName } from '#contract';
import type { Feature } from '#platform/feature';
import { operations, type OperationsPorts } from '#platform/operations';
import { catalog } from '#know/catalog';
import { customers, periodsTouched, rebuild, type CustomersPorts } from '#know/customers';
import { feeds, readExtraFields, type FeedPorts, type Rebuild } from '#know/feeds';
import { organisation } from '#know/organisation';
import {
  audiences,
  indicatorChanged,
  readReadyCatalogue,
  readRuleCatalogue,
  recordBuilt,
  shownUsesOf,
  tagsLoaded,
  type RuleHolders,
} from '#understand/audiences';
import { modelRules, models, monitorAfterBuild, type ModelPorts } from '#understand/models';
import { segmentation, segmentRules } from '#understand/segmentation';
import { demand } from '#understand/demand';
import { indicatorRules, indicators, indicatorsBuilt, type IndicatorsPorts } from '#understand/indicators';
import { campaignRules, campaigns } from '#act/campaigns';
import { channels, contactsOf } from '#act/channels';
import { planner, planningScheduler, touchedBy } from '#act/planner';
import { workOrderPort, worklist } from '#act/worklist';
import { campaignOutcomes, measurement, runningMeasures } from '#learn/measurement';
import type { Config } from './config.ts';
import { indicatorFacts } from './indicator-facts.ts';
import { phoneRoutesOf } from './phone-routes.ts';
import { appraisal } from '#learn/appraisal';
import { truth } from '#learn/truth';
import { accessRoutesOf } from './session-routes.ts';

/** What an operator decides for all of its campaigns. */
type Settings = Pick<Config, 'globalHoldout'>;

/** The server as one list, in the order of architecture.md: each feature may use those before it; later ones are plugged in here. */
export function features({ globalHoldout, ...ports }: OperationsPorts & Settings): readonly Feature[] {
  return [
    operations(ports),
    accessRoutesOf(ports.store.db, ports.clock),
    phoneRoutesOf(ports.store.db, ports.clock),
    organisation,
    catalog,
    feeds({ rebuild: rebuildTouched, afterLoad }),
    customers(customersPorts),
    indicators(indicatorsPorts),
    audiences(ruleHolders),
    segmentation({ usesOf }),
    models(modelPorts),
    demand,
    channels,
    campaigns({
      workOrders: workOrderPort,
      measures: runningMeasures,
      readCatalogue: readReadyCatalogue,
      scheduler: planningScheduler,
      touches: touchedBy,
      globalHoldout,
    }),
    planner,
    worklist,
    measurement,
    truth,
    appraisal,
  ];
}

/** Everything beyond saved audiences and tags whose rules may name a tag, a segment or a score. */
const ruleHolders: RuleHolders = async (context) => [
  ...(await indicatorRules(context)),
  ...(await segmentRules(context)),
  ...(await modelRules(context)),
  ...(await campaignRules(context)),
];

/** What of all those names something, as 'tag:x', 'indicator:i', 'segment:s' or 'score:m'. */
const usesOf: ModelPorts['usesOf'] = (context, names) => shownUsesOf(context, ruleHolders, names);

/** Formulas name tags and audiences, which stand later in the list; facts are counted by those who own them. */
const indicatorsPorts: IndicatorsPorts = {
  readCatalogue: readRuleCatalogue,
  makeMembers: readReadyCatalogue,
  facts: indicatorFacts,
  changed: indicatorChanged,
  usesOf,
};

const afterLoad: NonNullable<FeedPorts['afterLoad']> = async (context, entities) => {
  if (entities.has('customer_tag')) await tagsLoaded(context);
};

const customersPorts: CustomersPorts = {
  feeds: {
    readExtraFields: async (db) =>
      (await readExtraFields(db)).map((field) => ({ ...field, entity: field.entity as EntityName })),
  },
  afterBuild: async (context, built) => {
    const periods = built.map(({ period }) => period);
    await recordBuilt(context, periods);
    await indicatorsBuilt(context, indicatorsPorts, periods);
    await monitorAfterBuild(context, periods);
  },
  contacts: {
    contactsOf: async (context, keys) => (await Promise.all(keys.map((key) => contactsOf(context, key)))).flat(),
  },
};

const modelPorts: ModelPorts = {
  buildMonths: async (context, periods, progress) =>
    void (await rebuild(context, customersPorts, { periods, progress })),
  campaignOutcomes,
  usesOf,
};

/** A load changes its months, and those after them that look back on it. */
const rebuildTouched: Rebuild = async (context, loaded, { progress }) =>
  rebuild(context, customersPorts, { periods: await periodsTouched(context, loaded), progress });
