import { createRoute } from '@tanstack/react-router';
import { screen, signedIn, type Loaded } from '../app/frame-routes.ts';
import type { CampaignsSearch } from '../act/campaign-filter.tsx';
import { listSearch, page, text, whole, type ListSearch } from '../app/search.ts';

const reports = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/reports',
  validateSearch: (search: Record<string, unknown>): CampaignsSearch =>
    listSearch(['state', 'text', 'unit', 'sort', 'order'], search),
  component: screen('learn', (): Loaded => import('./reports.tsx')),
});
const report = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/reports/$campaign',
  component: screen('learn', (): Loaded => import('./report.tsx')),
});

/** The period, whose it is, and what is open: all in the address, so that it can be sent. */
export type MonthSearch = ListSearch<'month' | 'unit' | 'person' | 'text' | 'sort' | 'order'>;
const monthSearch = (search: Record<string, unknown>): MonthSearch =>
  listSearch(['month', 'unit', 'person', 'text', 'sort', 'order'], search);
const appraisal = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/appraisal',
  validateSearch: monthSearch,
  component: screen('learn', (): Loaded => import('./appraisal/month.tsx')),
});
const statement = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/appraisal/$month/$person',
  validateSearch: (search: Record<string, unknown>): { term?: string | undefined } => ({ term: text(search['term']) }),
  component: screen('learn', (): Loaded => import('./appraisal/statement.tsx')),
});
const schemes = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/schemes',
  validateSearch: (search: Record<string, unknown>): { scheme?: string | undefined } => ({
    scheme: text(search['scheme']),
  }),
  component: screen('learn', (): Loaded => import('./schemes/schemes.tsx')),
});
const contests = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/contests',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'sort' | 'order'> =>
    listSearch(['text', 'sort', 'order'], search),
  component: screen('learn', (): Loaded => import('./contests/contests.tsx')),
});
const newContest = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/new-contest',
  component: screen('learn', (): Loaded => import('./contests/new-contest.tsx')),
});
const contest = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/contests/$contest',
  validateSearch: (search: Record<string, unknown>): ListSearch<'text' | 'sort' | 'order'> =>
    listSearch(['text', 'sort', 'order'], search),
  component: screen('learn', (): Loaded => import('./contests/contest.tsx')),
});

export type TruthSearch = MonthSearch & {
  readonly by?: string | undefined;
  readonly state?: string | undefined;
  /** The bar, in per cent. */
  readonly bar?: number | undefined;
  /** The open case. */
  readonly open?: string | undefined;
  /** Of the truth rates, as `text`, `sort`, `order` and `page` are of the cases below them. */
  readonly ratesText?: string | undefined;
  readonly ratesSort?: string | undefined;
  readonly ratesOrder?: string | undefined;
  readonly ratesPage?: number | undefined;
};
const truth = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/truth',
  validateSearch: (search: Record<string, unknown>): TruthSearch => ({
    ...monthSearch(search),
    by: text(search['by']),
    state: text(search['state']),
    bar: whole(search['bar']),
    open: text(search['open']),
    ratesText: text(search['ratesText']),
    ratesSort: text(search['ratesSort']),
    ratesOrder: text(search['ratesOrder']),
    ratesPage: page(search['ratesPage']),
  }),
  component: screen('learn', (): Loaded => import('./truth/truth.tsx')),
});
const testPlan = createRoute({
  getParentRoute: () => signedIn,
  path: '/learn/test-plan',
  validateSearch: (search: Record<string, unknown>): { audience?: string | undefined } => ({
    audience: text(search['audience']),
  }),
  component: screen('learn', (): Loaded => import('./test-plan/test-plan.tsx')),
});

export const learnRoutes = [
  reports,
  report,
  testPlan,
  truth,
  appraisal,
  statement,
  schemes,
  contests,
  newContest,
  contest,
] as const;
