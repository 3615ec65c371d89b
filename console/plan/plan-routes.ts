import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../app/frame-routes.ts';
import { listSearch, type ListSearch } from '../app/search.ts';

const plans = createRoute({
  getParentRoute: () => signedIn,
  path: '/plan/plans',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'sort' | 'order'> =>
    listSearch(['text', 'sort', 'order'], search),
  component: screen('plan', (): Loaded => import('./plans.tsx')),
});
const plan = createRoute({
  getParentRoute: () => signedIn,
  path: '/plan/plans/$plan',
  validateSearch: (search: Record<string, unknown>): ListSearch<'unit' | 'sort' | 'person' | 'day'> =>
    listSearch(['unit', 'sort', 'person', 'day'], search),
  component: screen('plan', (): Loaded => import('./plan.tsx')),
});

export const planRoutes = [plans, plan] as const;
