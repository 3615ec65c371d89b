import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../app/frame-routes.ts';
import { listSearch, text, type ListSearch } from '../app/search.ts';

const segmentations = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'published' | 'sort' | 'order'> =>
    listSearch(['text', 'published', 'sort', 'order'], search),
  component: screen('understand', (): Loaded => import('./segmentations.tsx')),
});
/** Choosing, fitting and reading a segmentation; without an id a new one. The job under way is in the address. */
const studio = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/segments/studio',
  validateSearch: (search: Record<string, unknown>): { id?: string | undefined; job?: string | undefined } => ({
    id: text(search['id']),
    job: text(search['job']),
  }),
  component: screen('understand', (): Loaded => import('./segment-studio.tsx')),
});

export const segmentRoutes = [segmentations, studio] as const;
