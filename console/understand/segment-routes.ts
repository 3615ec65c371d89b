import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../app/frame-routes.ts';
import { text } from '../app/search.ts';

const segmentations = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments',
  component: screen((): Loaded => import('./segmentations.tsx')),
});
/** Choosing, fitting and reading a segmentation; without an id a new one. The job under way is in the address. */
const studio = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/studio',
  validateSearch: (search: Record<string, unknown>): { id?: string | undefined; job?: string | undefined } => ({
    id: text(search['id']),
    job: text(search['job']),
  }),
  component: screen((): Loaded => import('./segment-studio.tsx')),
});

export const segmentRoutes = [segmentations, studio] as const;
