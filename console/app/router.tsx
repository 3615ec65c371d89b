import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter } from '@tanstack/react-router';
import type { CampaignsSearch } from '../act/campaign-filter.tsx';
import { learnRoutes } from '../learn/learn-routes.ts';
import { tagScreens } from '../understand/tag-routes.ts';
import { planRoutes } from '../plan/plan-routes.ts';
import { modelRoutes } from '../understand/model-routes.ts';
import { segmentSchemeRoutes } from '../understand/schemes/routes.ts';
import { segmentRoutes } from '../understand/segment-routes.ts';
import { indicatorRoutes } from '../understand/indicators/indicator-routes.ts';
import { root, screen, signedIn, type Loaded } from './frame-routes.ts';
import { NotFound } from './not-found.tsx';
import { ScreenError } from './screen-error.tsx';
import { inside, listSearch, page, text, type ListSearch, type RuleSearch } from './search.ts';

const logIn = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    const to = inside(search['to']);
    return to ? { to } : {};
  },
  component: screen('home', (): Loaded => import('./log-in.tsx')),
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: screen('home', (): Loaded => import('../home/home.tsx')),
});

const customers = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/customers',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'unit' | 'sort' | 'order'> =>
    listSearch(['text', 'unit', 'sort', 'order'], search),
  component: screen('know', (): Loaded => import('../know/customers.tsx')),
});
const customer = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/customers/$customer',
  validateSearch: (search: Record<string, unknown>): { look?: string | undefined } => ({ look: text(search['look']) }),
  component: screen('know', (): Loaded => import('../know/customer.tsx')),
});
const feeds = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/feeds',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'state' | 'sort' | 'order'> =>
    listSearch(['text', 'state', 'sort', 'order'], search),
  component: screen('know', (): Loaded => import('../know/feeds.tsx')),
});
const startLoad = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/load',
  validateSearch: (search: Record<string, unknown>): ListSearch<'job'> => listSearch(['job'], search),
  component: screen('know', (): Loaded => import('../know/start-load.tsx')),
});
const accounts = createRoute({
  getParentRoute: () => signedIn,
  path: '/administration/accounts',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'role' | 'active' | 'sort' | 'order'> =>
    listSearch(['text', 'role', 'active', 'sort', 'order'], search),
  component: screen('administration', (): Loaded => import('../administration/accounts.tsx')),
});
const roles = createRoute({
  getParentRoute: () => signedIn,
  path: '/administration/roles',
  component: screen('administration', (): Loaded => import('../administration/roles.tsx')),
});
const refusals = createRoute({
  getParentRoute: () => signedIn,
  path: '/administration/refusals',
  validateSearch: (search: Record<string, unknown>): ListSearch<'customer' | 'channel' | 'sort' | 'order'> =>
    listSearch(['customer', 'channel', 'sort', 'order'], search),
  component: screen('administration', (): Loaded => import('../administration/refusals.tsx')),
});
const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/administration/audit',
  validateSearch: (
    search: Record<string, unknown>,
  ): ListSearch<'actor' | 'action' | 'subject' | 'from' | 'to' | 'job'> =>
    listSearch(['actor', 'action', 'subject', 'from', 'to', 'job'], search),
  component: screen('administration', (): Loaded => import('../administration/audit.tsx')),
});
const operations = createRoute({
  getParentRoute: () => signedIn,
  path: '/administration/operations',
  validateSearch: (search: Record<string, unknown>): ListSearch<'job' | 'state' | 'text' | 'sort' | 'order'> =>
    listSearch(['job', 'state', 'text', 'sort', 'order'], search),
  component: screen('administration', (): Loaded => import('../administration/operations.tsx')),
});

const loads = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/loads',
  validateSearch: (search: Record<string, unknown>): ListSearch<'feed' | 'state' | 'only' | 'sort' | 'order'> =>
    listSearch(['feed', 'state', 'only', 'sort', 'order'], search),
  component: screen('know', (): Loaded => import('../know/loads.tsx')),
});
const load = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/loads/$load',
  validateSearch: (search: Record<string, unknown>): ListSearch<'reason' | 'text' | 'sort' | 'order'> =>
    listSearch(['reason', 'text', 'sort', 'order'], search),
  component: screen('know', (): Loaded => import('../know/load.tsx')),
});
const fields = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/fields',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'family' | 'field' | 'sort' | 'order'> =>
    listSearch(['text', 'family', 'field', 'sort', 'order'], search),
  component: screen('know', (): Loaded => import('../know/fields.tsx')),
});
const organisation = createRoute({
  getParentRoute: () => signedIn,
  path: '/know/organisation',
  validateSearch: (
    search: Record<string, unknown>,
  ): ListSearch<'unit' | 'text' | 'role' | 'active' | 'sort' | 'order'> =>
    listSearch(['unit', 'text', 'role', 'active', 'sort', 'order'], search),
  component: screen('know', (): Loaded => import('../know/organisation.tsx')),
});

const audiences = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/audiences',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'sort' | 'order'> =>
    listSearch(['text', 'sort', 'order'], search),
  component: screen('understand', (): Loaded => import('../understand/audiences.tsx')),
});

/** A rule being written: the rule itself is in the address, so that it can be sent to somebody. */
const rule = createRoute({
  getParentRoute: () => signedIn,
  path: '/understand/audiences/rule',
  validateSearch: (search: Record<string, unknown>): RuleSearch => ({
    rule: text(search['rule']),
    audience: text(search['audience']),
    period: text(search['period']),
    as: search['as'] === 'tag' ? 'tag' : undefined,
    tag: text(search['tag']),
  }),
  component: screen('understand', (): Loaded => import('../understand/audience.tsx')),
});

const campaigns = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/campaigns',
  validateSearch: (search: Record<string, unknown>): CampaignsSearch =>
    listSearch(['state', 'text', 'unit', 'sort', 'order'], search),
  component: screen('act', (): Loaded => import('../act/campaigns.tsx')),
});
/** The board or the list of work orders; every choice is in the address, so that it can be sent and saved. */
interface WorkSearch {
  readonly view?: string | undefined;
  readonly campaign?: string | undefined;
  readonly unit?: string | undefined;
  readonly person?: string | undefined;
  readonly state?: string | undefined;
  readonly result?: string | undefined;
  readonly customer?: string | undefined;
  readonly overdue?: boolean | undefined;
  readonly sort?: string | undefined;
  readonly order?: string | undefined;
  readonly page?: number | undefined;
  /** The open order. */
  readonly open?: string | undefined;
}
const work = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/work',
  validateSearch: (search: Record<string, unknown>): WorkSearch => ({
    view: text(search['view']),
    campaign: text(search['campaign']),
    unit: text(search['unit']),
    person: text(search['person']),
    state: text(search['state']),
    result: text(search['result']),
    customer: text(search['customer']),
    overdue: search['overdue'] === true ? true : undefined,
    sort: text(search['sort']),
    order: text(search['order']),
    page: page(search['page']),
    open: text(search['open']),
  }),
  component: screen('act', (): Loaded => import('../act/work.tsx')),
});
const newCampaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/new-campaign',
  validateSearch: (search: Record<string, unknown>): { audience?: string | undefined; step?: string | undefined } => ({
    audience: text(search['audience']),
    step: text(search['step']),
  }),
  component: screen('act', (): Loaded => import('../act/new-campaign.tsx')),
});
const campaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/campaigns/$campaign',
  // The long action under way, so that its progress is still there after the page was loaded again.
  validateSearch: (search: Record<string, unknown>): { job?: string | undefined } => ({ job: text(search['job']) }),
  component: screen('act', (): Loaded => import('../act/campaign.tsx')),
});
const editCampaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/act/campaigns/$campaign/edit',
  validateSearch: (search: Record<string, unknown>): { step?: string | undefined } => ({ step: text(search['step']) }),
  component: screen('act', (): Loaded => import('../act/edit-campaign.tsx')),
});

/** An address of nothing is told within the frame, so that every way on is there. */
const nothing = createRoute({ getParentRoute: () => signedIn, path: '$', component: NotFound });

const tree = root.addChildren([
  logIn,
  signedIn.addChildren([
    home,
    customers,
    customer,
    feeds,
    startLoad,
    accounts,
    roles,
    refusals,
    audit,
    operations,
    loads,
    load,
    fields,
    organisation,
    audiences,
    rule,
    campaigns,
    newCampaign,
    work,
    campaign,
    editCampaign,
    ...tagScreens,
    ...modelRoutes,
    ...segmentRoutes,
    ...segmentSchemeRoutes,
    ...indicatorRoutes,
    ...learnRoutes,
    ...planRoutes,
    nothing,
  ]),
]);

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
