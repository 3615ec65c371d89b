import type { Feature } from '#platform/feature';
import { planTables } from './campaigns/plan-tables.ts';
import { rehearseAtStart } from './campaigns/rehearsal.ts';
import { planCalendar } from './plan-calendar.ts';
import { planPrices } from './plan-prices.ts';
import { listPlans, planContacts, planPlaces, readPlan } from './plan-reports.ts';
import { planUnserved } from './plan-unserved.ts';
import { listAbsences, listWorkTerms, makePlan, planWhatIf, putAbsences, putWorkTerms, replanPlan } from './plans.ts';
import { plannerJobs } from './what-if-job.ts';

export const planner: Feature = {
  name: 'planner',
  migrations: new URL('./migrations/', import.meta.url),
  tables: planTables,
  jobs: plannerJobs,
  start: rehearseAtStart,
  handlers: {
    listPlans: (context, { query }) => listPlans(context, query),
    makePlan: (context, { body }) => makePlan(context, body.campaigns),
    readPlan: (context, { params }) => readPlan(context, params.id),
    planCalendar: (context, { params, query }) => planCalendar(context, params.id, query),
    planContacts: (context, { params, query }) => planContacts(context, params.id, query),
    planPrices: (context, { params, query }) => planPrices(context, params.id, query),
    planUnserved: (context, { params }) => planUnserved(context, params.id),
    planPlaces: (context, { params }) => planPlaces(context, params.id),
    planWhatIf: (context, { params, body }) => planWhatIf(context, params.id, body),
    replanPlan: (context, { params, body }) => replanPlan(context, params.id, body),
    listWorkTerms: (context, { query }) => listWorkTerms(context, query),
    putWorkTerms: async (context, { body }) => ({ written: await putWorkTerms(context, body.items) }),
    listAbsences: (context, { query }) => listAbsences(context, query),
    putAbsences: async (context, { body }) => ({ written: await putAbsences(context, body.items) }),
  },
};
