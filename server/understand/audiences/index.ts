import type { Feature } from '#platform/feature';
import { audienceFunnel, countAudience, explainAudience, groupAudience } from './ask-audience.ts';
import { memberTable, tagTable } from './audience-tables.ts';
import { listAudiences, readAudience } from './audience-list.ts';
import { estimateAudience } from './estimate-audience.ts';
import { exportAudience } from './export-audience.ts';
import { profileAudience } from './profile-audience.ts';
import { reachAudience } from './reach-audience.ts';
import { limitAudience } from './limit-audience.ts';
import { overlapAudience, tagOverlap } from './overlap.ts';
import { putAudience } from './saved-rules.ts';
import { publishTag, putTag, retireTag } from './tag-changes.ts';
import { startTags, tagJobs } from './tag-jobs.ts';
import { listTags, readTag } from './tag-library.ts';
import type { RuleHolders } from './tag-uses.ts';
import { vennAudiences } from './venn.ts';

export { countAudience } from './ask-audience.ts';
export { rulesReading } from './audience-list.ts';
export { readReadyCatalogue, readRuleCatalogue, recordBuilt } from './members.ts';
export { tagsLoaded } from './feed-tags.ts';
export { indicatorChanged } from './savable-rule.ts';
export { ruleOf, ruleProblemDetail } from './rule-input.ts';
export { requirePublished } from './savable-rule.ts';
export { spelledOut } from './spelled-out.ts';
export { armSplit, controlArm, type Split } from './split.ts';
export { shownUsesOf, type RuleHolder, type RuleHolders } from './tag-uses.ts';

/**
 * Rules run over the customer record. After every build of the record `recordBuilt` has to be called (customers' port
 * `afterBuild`), after every load of customer tags `tagsLoaded`. `holders` tells what in later features names tags.
 */
export function audiences(holders: RuleHolders): Feature {
  return {
    name: 'audiences',
    migrations: new URL('./migrations/', import.meta.url),
    tables: [tagTable, memberTable],
    handlers: {
      countAudience: (context, { body }) => countAudience(context, body),
      explainAudience: (context, { body }) => explainAudience(context, body),
      audienceFunnel: (context, { body }) => audienceFunnel(context, body),
      groupAudience: (context, { body }) => groupAudience(context, body),
      estimateAudience: (context, { body }) => estimateAudience(context, body),
      profileAudience: (context, { body }) => profileAudience(context, body),
      reachAudience: (context, { body }) => reachAudience(context, body),
      overlapAudience: (context, { body }) => overlapAudience(context, body),
      vennAudiences: (context, { body }) => vennAudiences(context, body),
      limitAudience: (context, { body }) => limitAudience(context, body),
      exportAudience: (context, { body }) => exportAudience(context, body),
      listAudiences: (context, { query }) => listAudiences(context, query),
      readAudience: (context, { params }) => readAudience(context, params.id),
      putAudience: (context, { params, body }) => putAudience(context, params.id, body),
      listTags: (context, { query }) => listTags(context, holders, query),
      readTag: (context, { params }) => readTag(context, holders, params.id),
      tagOverlap: (context, { params, query }) => tagOverlap(context, params.id, query),
      putTag: (context, { params, body }) => putTag(context, holders, params.id, body),
      publishTag: (context, { params }) => publishTag(context, holders, params.id),
      retireTag: (context, { params }) => retireTag(context, holders, params.id),
    },
    jobs: tagJobs,
    start: startTags,
  };
}
