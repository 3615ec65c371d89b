import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../../app/frame-routes.ts';
import { text } from '../../app/search.ts';

const indicators = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/indicators',
  validateSearch: (
    search: Record<string, unknown>,
  ): {
    text?: string | undefined;
    family?: string | undefined;
    unit?: string | undefined;
    retired?: boolean | undefined;
  } => ({
    text: text(search['text']),
    family: text(search['family']),
    unit: text(search['unit']),
    retired: search['retired'] === true || undefined,
  }),
  component: screen((): Loaded => import('./indicators.tsx')),
});
const define = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/indicators/define',
  validateSearch: (search: Record<string, unknown>): { indicator?: string | undefined } => ({
    indicator: text(search['indicator']),
  }),
  component: screen((): Loaded => import('./define.tsx')),
});
const indicator = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/indicators/$indicator',
  validateSearch: (search: Record<string, unknown>): { unit?: string | undefined } => ({ unit: text(search['unit']) }),
  component: screen((): Loaded => import('./indicator.tsx')),
});

export const indicatorRoutes = [indicators, define, indicator] as const;
