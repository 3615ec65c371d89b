import { ErrorState } from '#parts';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  type ErrorComponentProps,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { NotFound } from './not-found.tsx';
import { currentSession } from './session.ts';
import { SignedIn } from './shell.tsx';

/** Screens are loaded when they are opened. Their own types stay out of the route tree, which they refer to. */
const screen = (load: () => Promise<{ default: ComponentType }>) => lazyRouteComponent(load);

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const page = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 1 ? value : undefined;

/** An address inside this console, and nothing else: the log-in must not send anybody to another site. */
const inside = (value: unknown): string | undefined => {
  const address = text(value);
  return address && /^\/(?![/\\])/.test(address) ? address : undefined;
};

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ScreenError,
});

const logIn = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    const to = inside(search['to']);
    return to ? { to } : {};
  },
  component: screen(() => import('./log-in.tsx')),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    if (await currentSession(context.queries)) return;
    throw redirect({ to: '/login', search: location.href === '/' ? {} : { to: location.href } });
  },
  component: SignedIn,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: screen(() => import('../home/home.tsx')),
});

const loads = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/loads',
  validateSearch: (search: Record<string, unknown>): { page?: number | undefined } => ({ page: page(search['page']) }),
  component: screen(() => import('../know/loads.tsx')),
});
const load = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/loads/$load',
  validateSearch: (search: Record<string, unknown>): { page?: number | undefined } => ({ page: page(search['page']) }),
  component: screen(() => import('../know/load.tsx')),
});
const fields = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/fields',
  validateSearch: (search: Record<string, unknown>): { text?: string | undefined; family?: string | undefined } => ({
    text: text(search['text']),
    family: text(search['family']),
  }),
  component: screen(() => import('../know/fields.tsx')),
});
const organisation = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/organisation',
  validateSearch: (search: Record<string, unknown>): { unit?: string | undefined } => ({ unit: text(search['unit']) }),
  component: screen(() => import('../know/organisation.tsx')),
});

const audiences = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/audiences',
  validateSearch: (search: Record<string, unknown>): { page?: number | undefined } => ({ page: page(search['page']) }),
  component: screen(() => import('../understand/audiences.tsx')),
});
/** Absent and undefined are the same in an address. */
interface RuleSearch {
  readonly rule?: string | undefined;
  readonly audience?: string | undefined;
  readonly period?: string | undefined;
}

/** A rule being written: the rule itself is in the address, so that it can be sent to somebody. */
const rule = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/audiences/rule',
  validateSearch: (search: Record<string, unknown>): RuleSearch => ({
    rule: text(search['rule']),
    audience: text(search['audience']),
    period: text(search['period']),
  }),
  component: screen(() => import('../understand/audience.tsx')),
});

const campaigns = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/campaigns',
  validateSearch: (search: Record<string, unknown>): { state?: string | undefined; page?: number | undefined } => ({
    state: text(search['state']),
    page: page(search['page']),
  }),
  component: screen(() => import('../act/campaigns.tsx')),
});
const newCampaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/new-campaign',
  validateSearch: (search: Record<string, unknown>): { audience?: string | undefined } => ({
    audience: text(search['audience']),
  }),
  component: screen(() => import('../act/new-campaign.tsx')),
});
const campaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/campaigns/$campaign',
  // The long action under way, so that its progress is still there after the page was loaded again.
  validateSearch: (search: Record<string, unknown>): { job?: string | undefined } => ({ job: text(search['job']) }),
  component: screen(() => import('../act/campaign.tsx')),
});
const editCampaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/campaigns/$campaign/edit',
  component: screen(() => import('../act/edit-campaign.tsx')),
});

const reports = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/reports',
  validateSearch: (search: Record<string, unknown>): { page?: number | undefined } => ({ page: page(search['page']) }),
  component: screen(() => import('../learn/reports.tsx')),
});
const report = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/reports/$campaign',
  component: screen(() => import('../learn/report.tsx')),
});

const tree = root.addChildren([
  logIn,
  signedIn.addChildren([
    home,
    loads,
    load,
    fields,
    organisation,
    audiences,
    rule,
    campaigns,
    newCampaign,
    campaign,
    editCampaign,
    reports,
    report,
  ]),
]);

function ScreenError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} onRetry={reset} />;
}

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: ScreenError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
