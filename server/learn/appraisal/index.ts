import { Problem } from '#contract';
import type { Feature } from '#platform/feature';
import { addScheme, readRuns, readSchemes } from './appraisal-store.ts';
import { appraisalTables } from './appraisal-tables.ts';
import {
  addCorrection,
  addObjection,
  answerObjection,
  approveMonth,
  closeMonth,
  listObjections,
  replayMonth,
} from './closing.ts';
import { checkContest, contestLeague, listContests, putContest } from './contests.ts';
import { gatheringJob, gatherRegularly } from './gathering.ts';
import { indicators } from './indicators.ts';
import { listAppraised, readMonth } from './month-view.ts';
import { computeMonth, readEvidence, readStatement } from './months.ts';
import { readOwnPoints, sendAppeals } from './own-points.ts';
import { payCsv } from './pay-table.ts';
import { standardScheme } from './points.ts';
import { readScheme } from './scheme.ts';
import { simulateScheme } from './simulation.ts';

export const appraisal: Feature = {
  name: 'appraisal',
  migrations: new URL('./migrations/', import.meta.url),
  tables: appraisalTables,
  jobs: [gatheringJob],
  start: gatherRegularly,
  handlers: {
    putScheme: (context, { params, body: { file } }) => {
      if (file.scheme !== params.id)
        throw new Problem('invalid', 'scheme-name', `The scheme is called ${file.scheme}, not ${params.id}.`);
      readScheme(file);
      return context.db.transaction().execute((trx) => addScheme(trx, file, context.actor.login, context.clock.now()));
    },
    listSchemes: async ({ db }) => {
      const items = await readSchemes(db);
      const delivered = {
        id: standardScheme.scheme,
        version: 0,
        file: standardScheme,
        by: 'gridloop',
        at: '1970-01-01T00:00:00.000Z',
      };
      return {
        items: items.some(({ id }) => id === delivered.id) ? items : [delivered, ...items],
        indicators: Object.entries(indicators).map(([name, { label, unit }]) => ({ name, label, unit })),
      };
    },
    computeMonth: (context, { params }) => computeMonth(context, params.month),
    listMonths: async ({ db }) => ({ items: await readRuns(db) }),
    readMonth: (context, { params, query }) => readMonth(context, params.month, query.scheme),
    listAppraised: (context, { params, query }) => listAppraised(context, params.month, query),
    readStatement: (context, { params }) => readStatement(context, params.month, params.personId),
    readEvidence: async (context, { params }) => ({
      items: await readEvidence(context, params.month, params.personId),
    }),
    payTable: async (context, { params }) => payCsv(context, params.month),
    closeMonth: (context, { params, body }) => closeMonth(context, { ...params, ...body }),
    approveMonth: (context, { params }) => approveMonth(context, params.month, params.unitId),
    replayMonth: (context, { params }) => replayMonth(context, params.month, params.unitId),
    addCorrection: (context, { params, body }) => addCorrection(context, { ...params, ...body }),
    addObjection: (context, { params, body }) => addObjection(context, { ...params, ...body }),
    listObjections: async (context, { params }) => ({ items: await listObjections(context, params.month) }),
    answerObjection: (context, { params, body }) => answerObjection(context, { id: params.objection, ...body }),
    simulateScheme: (context, { body }) => simulateScheme(context, body),
    checkContest: (context, { body }) => checkContest(context, body.file),
    putContest: (context, { params, body }) => putContest(context, params.id, body.file),
    contestLeague: (context, { params, query }) => contestLeague(context, params.id, query),
    readOwnPoints: (context, { query }) => readOwnPoints(context, query.today),
    sendAppeals: async (context, { body }) => ({ results: await sendAppeals(context, body.appeals) }),
    listContests: (context, { query }) => listContests(context, query),
  },
};
