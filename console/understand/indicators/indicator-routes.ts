import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../../app/frame-routes.ts';
import { listSearch, text, type ListSearch } from '../../app/search.ts';

const indicators = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/indicators',
  validateSearch: (
    search: Record<string, unknown>,
  ): ListSearch<'text' | 'family' | 'unit' | 'state' | 'sort' | 'order'> =>
    listSearch(['text', 'family', 'unit', 'state', 'sort', 'order'], search),
  component: screen('understand', (): Loaded => import('./indicators.tsx')),
});
const define = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/indicators/define',
  validateSearch: (search: Record<string, unknown>): { indicator?: string | undefined } => ({
    indicator: text(search['indicator']),
  }),
  component: screen('understand', (): Loaded => import('./define.tsx')),
});
const indicator = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/indicators/$indicator',
  validateSearch: (search: Record<string, unknown>): { unit?: string | undefined } => ({ unit: text(search['unit']) }),
  component: screen('understand', (): Loaded => import('./indicator.tsx')),
});

export const indicatorRoutes = [indicators, define, indicator] as const;
