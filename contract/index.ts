import { accessRoutes } from './access.ts';
import { audienceRoutes } from './audiences.ts';
import { campaignRoutes } from './campaigns.ts';
import { catalogRoutes } from './catalog.ts';
import { customerRoutes } from './customers.ts';
import { feedRoutes } from './feeds.ts';
import { measurementRoutes } from './measurement.ts';
import { operationsRoutes } from './operations.ts';
import { organisationRoutes } from './organisation.ts';
import { worklistRoutes } from './worklist.ts';

export * from './access.ts';
export * from './audiences.ts';
export * from './campaigns.ts';
export * from './catalog.ts';
export * from './client.ts';
export * from './customers.ts';
export * from './entities.ts';
export * from './feeds.ts';
export * from './measurement.ts';
export * from './openapi.ts';
export * from './operations.ts';
export * from './organisation.ts';
export * from './problem.ts';
export * from './route.ts';
export * from './words.ts';
export * from './worklist.ts';

/** Every operation of the product. */
export const routes = {
  ...accessRoutes,
  ...organisationRoutes,
  ...catalogRoutes,
  ...feedRoutes,
  ...customerRoutes,
  ...audienceRoutes,
  ...campaignRoutes,
  ...worklistRoutes,
  ...measurementRoutes,
  ...operationsRoutes,
};
