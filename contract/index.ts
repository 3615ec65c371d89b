import { accessRoutes } from './access.ts';
import { appraisalRoutes } from './appraisal.ts';
import { audienceRoutes } from './audiences.ts';
import { campaignRoutes } from './campaigns.ts';
import { contestRoutes } from './contests.ts';
import { catalogRoutes } from './catalog.ts';
import { customerRoutes } from './customers.ts';
import { demandRoutes } from './demand.ts';
import { feedRoutes } from './feeds.ts';
import { indicatorRoutes } from './indicators.ts';
import { measurementRoutes } from './measurement.ts';
import { modelRoutes } from './models.ts';
import { operationsRoutes } from './operations.ts';
import { organisationRoutes } from './organisation.ts';
import { ownPointsRoutes } from './own-points.ts';
import { phoneRoutes } from './phone.ts';
import { schemeRoutes } from './schemes.ts';
import { tagRoutes } from './tags.ts';
import { plannerRoutes } from './planner.ts';
import { segmentationRoutes } from './segmentation.ts';
import { segmentSchemeRoutes } from './segment-schemes.ts';
import { truthRoutes } from './truth.ts';
import { workTermsRoutes } from './work-terms.ts';
import { worklistRoutes } from './worklist.ts';

export * from './access.ts';
export * from './appraisal.ts';
export * from './audiences.ts';
export * from './campaign-file.ts';
export * from './campaigns.ts';
export * from './catalog.ts';
export * from './client.ts';
export * from './contests.ts';
export * from './customers.ts';
export * from './demand.ts';
export * from './entities.ts';
export * from './experiments.ts';
export * from './feeds.ts';
export * from './indicator-figures.ts';
export * from './indicators.ts';
export * from './measurement.ts';
export * from './model-reports.ts';
export * from './models.ts';
export * from './openapi.ts';
export * from './operations.ts';
export * from './organisation.ts';
export * from './own-points.ts';
export * from './phone.ts';
export * from './planner.ts';
export * from './problem.ts';
export * from './relative.ts';
export * from './route.ts';
export * from './schemes.ts';
export * from './rules.ts';
export * from './tags.ts';
export * from './training.ts';
export * from './uses.ts';
export * from './model-files.ts';
export * from './segment-files.ts';
export * from './segmentation.ts';
export * from './segment-schemes.ts';
export * from './truth.ts';
export * from './words.ts';
export * from './work-terms.ts';
export * from './worklist.ts';

/** Every operation of the product. */
export const routes = {
  ...accessRoutes,
  ...organisationRoutes,
  ...catalogRoutes,
  ...feedRoutes,
  ...customerRoutes,
  ...indicatorRoutes,
  ...tagRoutes,
  ...audienceRoutes,
  ...segmentationRoutes,
  ...segmentSchemeRoutes,
  ...campaignRoutes,
  ...plannerRoutes,
  ...workTermsRoutes,
  ...modelRoutes,
  ...demandRoutes,
  ...worklistRoutes,
  ...phoneRoutes,
  ...measurementRoutes,
  ...truthRoutes,
  ...schemeRoutes,
  ...appraisalRoutes,
  ...contestRoutes,
  ...ownPointsRoutes,
  ...operationsRoutes,
};
