import type { Feature } from '#platform/feature';
import { truthTables } from './feedback-tables.ts';
import { listVerifications, planVerification, takeStep, truthBoard } from './truth.ts';

export { listVerifications, personTruth, takeStep } from './truth.ts';
export { verifiedByGrid } from './verification-store.ts';

export const truth: Feature = {
  name: 'truth',
  migrations: new URL('./migrations/', import.meta.url),
  tables: truthTables,
  handlers: {
    planVerification: (context, { body }) => planVerification(context, body),
    truthBoard: (context, { query }) => truthBoard(context, query),
    listVerifications: (context, { query }) => listVerifications(context, query),
    recordFinding: (context, { params, body }) =>
      takeStep(context, params.id, { kind: 'finding', finding: body.finding }, body.note),
    contestFinding: (context, { params, body }) => takeStep(context, params.id, { kind: 'contest' }, body.why),
    decideContest: (context, { params, body }) =>
      takeStep(context, params.id, { kind: 'decision', finding: body.finding }, body.why),
  },
};
