import type { Feature } from '#platform/feature';
import { audienceFunnel, countAudience, explainAudience, groupAudience } from './ask-audience.ts';
import { memberTable, tagTable } from './audience-tables.ts';
import { exportAudience } from './export-audience.ts';
import { listAudiences, listTags, putAudience, putTag } from './saved-rules.ts';

export { countAudience } from './ask-audience.ts';
export { csvCell } from './export-audience.ts';
export { readReadyCatalogue, readRuleCatalogue, recordBuilt } from './members.ts';
export { ruleProblemDetail } from './rule-input.ts';
export { armSplit, controlArm, type Split } from './split.ts';

/** Rules run over the customer record. After every build of the record `recordBuilt` has to be called (customers' port `afterBuild`). */
export const audiences: Feature = {
  name: 'audiences',
  migrations: new URL('./migrations/', import.meta.url),
  tables: [tagTable, memberTable],
  handlers: {
    countAudience: (context, { body }) => countAudience(context, body),
    explainAudience: (context, { body }) => explainAudience(context, body),
    audienceFunnel: (context, { body }) => audienceFunnel(context, body),
    groupAudience: (context, { body }) => groupAudience(context, body),
    exportAudience: (context, { body }) => exportAudience(context, body),
    listAudiences: (context, { query }) => listAudiences(context, query),
    putAudience: (context, { params, body }) => putAudience(context, params.id, body),
    listTags,
    putTag: (context, { params, body }) => putTag(context, params.id, body),
  },
};
