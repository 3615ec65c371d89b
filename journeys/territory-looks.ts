import type { ContestFile, routes } from '#contract';
import type { SmallOperator } from './small-operator.ts';

type Looks = Partial<Record<keyof typeof routes, readonly object[]>>;

export interface KnownIds {
  readonly workOrders: readonly string[];
  readonly loads: readonly string[];
  readonly reports: readonly string[];
  /** The month of the customer record, YYYY-MM. */
  readonly period: string;
}

/** Of every route that shows something, the calls a viewer may try: of what is theirs, and of what is not. */
export function looksAt(operator: SmallOperator, known: KnownIds): Looks {
  const rule = 'arpu >= 20';
  const month = new Date().toISOString().slice(0, 7);
  const byPage = { query: { limit: 1000 } };
  const customers = operator.customers.filter((_, i) => i % 11 === 0).map(({ id }) => id);
  const campaigns = ['whole', 'part'].map((id) => ({ params: { id } }));
  const plans = ['whole', 'part'].map((campaign) => ({ campaign, params: { id: `${campaign}.1` } }));
  const units = operator.units.filter((_, i) => i % 3 === 0).map(({ id }) => id);
  const loads = known.loads.map((load) => ({ params: { load }, query: {} }));
  const people = operator.people.filter((_, i) => i % 4 === 0).map(({ id }) => id);
  const ofPeople = people.map((personId) => ({ params: { month, personId } }));
  return {
    readSession: [{}],
    listOrgUnits: [{}],
    listOrgUnitShapes: [{}],
    listPeople: [{ query: {} }, ...units.map((orgUnitId) => ({ query: { orgUnitId } }))],
    listOffers: [{}],
    listAccounts: [{ query: { limit: 1000 } }, ...people.map((text) => ({ query: { text } }))],
    listRoles: [{}],
    listAudit: [byPage],
    exportAudit: [{ query: {} }],
    listViews: [{}],
    listLoads: [{ query: {} }],
    readLoad: loads,
    listFeeds: [{ query: {} }],
    listQuarantine: loads,
    exportQuarantine: loads,
    listFields: [{ query: {} }],
    fieldUses: ['arpu', 'manager_id'].map((name) => ({ params: { name } })),
    searchCustomers: [
      byPage,
      ...units.map((orgUnitId) => ({ query: { orgUnitId } })),
      ...customers.slice(0, 6).map((text) => ({ query: { text } })),
    ],
    readCustomer: customers.flatMap((customerId) => [
      { params: { customerId }, query: {} },
      { params: { customerId }, query: { unmask: true } },
    ]),
    customerOffers: customers.map((customerId) => ({ params: { customerId } })),
    listRefusals: [byPage, ...customers.map((customerId) => ({ query: { customerId } }))],
    listIndicators: [{ query: {} }],
    readIndicator: ['customers', 'arpu'].map((id) => ({ params: { id } })),
    explainIndicator: [{ body: { formula: 'sum(arpu) / count()' } }],
    queryIndicators: [
      { body: { indicators: ['customers', 'arpu'], by: 'unit', months: 2 } },
      ...units.map((orgUnitId) => ({ body: { indicators: ['customers', 'arpu'], by: 'unit', orgUnitId } })),
      { body: { indicators: ['customers'], by: 'manager_id' } },
    ],
    indicatorLineage: [{ params: { id: 'arpu' }, query: {} }],
    benchmarkIndicator: [
      { params: { id: 'arpu' }, query: {} },
      ...units.map((orgUnitId) => ({ params: { id: 'arpu' }, query: { orgUnitId, features: 'customers' } })),
    ],
    listIndicatorWarnings: [{ query: {} }, { query: { mine: 'true' } }],
    countAudience: [{ body: { rule } }],
    explainAudience: [{ body: { rule } }],
    audienceFunnel: [{ body: { rule: `${rule} and arpu < 90` } }],
    estimateAudience: [{ body: { rule } }],
    profileAudience: [{ body: { rule } }],
    reachAudience: [{ body: { rule } }],
    groupAudience: ['org_unit_id', 'manager_id', 'branch_id'].map((by) => ({ body: { rule, by } })),
    exportAudience: [{ body: { rule, fields: ['arpu', 'org_unit_id', 'manager_id'] } }],
    listAudiences: [{ query: {} }],
    readAudience: ['everybody', 'ours'].map((id) => ({ params: { id } })),
    limitAudience: [
      { body: { rule, limit: { kind: 'top', by: 'arpu', n: 10 }, shown: 10 } },
      { body: { rule, limit: { kind: 'sample', n: 10 }, shown: 10 } },
    ],
    overlapAudience: [{ body: { rule } }],
    vennAudiences: [{ body: { rules: [rule, 'arpu < 90', "tag('high-spender')"] } }],
    listTags: [{ query: {} }],
    readTag: ['high-spender', 'in-no-grid', 'nobody-looks-after'].map((id) => ({ params: { id } })),
    tagOverlap: [{ params: { id: 'high-spender' }, query: {} }],
    listSegmentations: [{ query: {} }],
    suggestMeasures: [{}],
    readSegmentation: [{ params: { id: 'behaviour' } }],
    profileSegmentation: [{ params: { id: 'behaviour' }, query: {} }],
    migrateSegmentation: [{ params: { id: 'behaviour' }, query: { from: known.period, to: known.period } }],
    listSegmentStrategies: [{ params: { id: 'behaviour', group: 'g1' } }],
    listSegmentSchemes: [{ query: {} }],
    readSegmentScheme: [{ params: { id: 'worth' } }],
    countSegmentScheme: [{ params: { id: 'worth' }, query: {} }],
    proveSegmentScheme: [{ params: { id: 'worth' }, query: {} }],
    readSchemeCell: [{ params: { id: 'worth' }, query: { values: 'spend=high' } }],
    listModels: [{ query: {} }],
    readModel: [{ params: { id: 'alike' } }],
    modelReport: [{ params: { id: 'alike', version: 1 } }],
    modelDocument: [{ params: { id: 'alike', version: 1 } }],
    lookAlikeTop: [{ params: { id: 'alike', version: 1 }, query: { top: 1000 } }],
    customerScores: customers.map((customerId) => ({ params: { customerId } })),
    listCampaigns: [{ query: {} }],
    readCampaign: campaigns,
    campaignExclusions: campaigns,
    exportTargets: campaigns,
    exportMessages: campaigns.map((call) => ({ ...call, query: { channel: 'sms' } })),
    listPlans: [byPage, { query: { campaign: 'part' } }],
    readPlan: plans,
    planCalendar: plans.flatMap((call) => [
      { ...call, query: { limit: 1000 } },
      ...units.map((orgUnitId) => ({ ...call, query: { orgUnitId } })),
    ]),
    planContacts: plans.map((call) => ({ ...call, query: { limit: 1000 } })),
    planPrices: plans.map((call) => ({ ...call, query: { limit: 1000 } })),
    planUnserved: plans,
    planPlaces: plans,
    planWhatIf: plans.map(({ campaign, params }) => ({
      params,
      body: { changes: [{ name: `budget of ${campaign} in ${campaign}`, by: 1 }] },
    })),
    listWorkTerms: [byPage],
    listAbsences: [byPage],
    listWorkOrders: [byPage, ...people.map((personId) => ({ query: { personId, limit: 1000 } }))],
    readWorkOrder: known.workOrders.map((id) => ({ params: { id } })),
    listReports: [byPage, ...units.map((orgUnitId) => ({ query: { orgUnitId } }))],
    readReport: known.reports.map((id) => ({ params: { id } })),
    syncPhone: [{ query: { since: '2026-01-01T00:00:00Z', limit: 1000 } }],
    workBoard: [{ query: {} }, { query: { campaignId: 'whole' } }],
    workCards: [
      { query: {} },
      { query: { campaignId: 'whole' } },
      ...units.map((orgUnitId) => ({ query: { orgUnitId } })),
    ],
    workSummary: [{ query: {} }],
    campaignDays: campaigns,
    campaignReport: campaigns,
    campaignReportHtml: campaigns.map((call) => ({ ...call, query: {} })),
    campaignReportCsv: campaigns,
    truthBoard: (['person', 'grid', 'campaign'] as const).map((by) => ({ query: { month, by } })),
    listVerifications: [byPage, ...people.map((personId) => ({ query: { personId } }))],
    campaignAnalysis: campaigns.map((call) => ({ ...call, query: { by: 'grid' } })),
    campaignReturn: campaigns,
    campaignNextShares: campaigns.map((call) => ({ ...call, query: {} })),
    listSchemes: [{}],
    listMonths: [{}],
    readMonth: [{ params: { month }, query: {} }],
    listAppraised: [{ params: { month }, query: {} }],
    readStatement: ofPeople,
    readEvidence: ofPeople,
    payTable: [{ params: { month } }],
    replayMonth: units.map((unitId) => ({ params: { month, unitId } })),
    listObjections: [{ params: { month } }],
    listContests: [{ query: {} }],
    contestLeague: [
      { params: { id: 'league-people' } },
      { params: { id: 'league-branches' } },
      { params: { id: 'league-grids' } },
    ],
    readOwnPoints: [{ query: { today: new Date().toISOString().slice(0, 10) } }],
    doctor: [{}],
    listJobs: [{ query: {} }],
  };
}

/** A contest in which everybody stands. */
export const contestOf = (month: string, between: ContestFile['between']): ContestFile => ({
  contest: `league-${between}`,
  title: { en: 'League', zh: '联赛' },
  month,
  between,
  teamValue: 'mean',
  measure: 'targets + contacted',
  base: 1000,
  stretch: 2000,
  rewardYuan: 10,
  floor: 0,
  penaltyYuan: 0,
  budgetYuan: 1_000_000,
  publishOn: `${Number(month.slice(0, 4)) + 1}-01-05`,
});

/** Routes that need no walk, and why. */
export const notLooks: Partial<Record<keyof typeof routes, string>> = {
  health: 'says nothing but that the server lives',
  events: 'a stream: heard from before the work begins until it is over',
  readJob: 'the ids of jobs come from listJobs, which gives the same of each',
};
