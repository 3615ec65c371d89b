import {
  createClient,
  demandRoutes,
  operationsRoutes,
  organisationRoutes,
  ownPointsRoutes,
  phoneRoutes,
  worklistRoutes,
  accessRoutes,
  type Appeal,
  type AppealAnswer,
  type ClientAction,
  type OrgUnitShape,
  type OwnPoints,
  type Result,
  type StreetReport,
} from '#contract';
import type { LogIn } from './vault.ts';

/** Only the routes a phone needs: each brings its schemas into the first load. */
const routes = {
  openPhone: phoneRoutes.openPhone,
  openSeal: phoneRoutes.openSeal,
  syncPhone: phoneRoutes.syncPhone,
  sendActions: worklistRoutes.sendActions,
  sendReports: demandRoutes.sendReports,
  sendAppeals: ownPointsRoutes.sendAppeals,
  readOwnPoints: ownPointsRoutes.readOwnPoints,
  listOrgUnitShapes: organisationRoutes.listOrgUnitShapes,
  logOut: accessRoutes.logOut,
  events: operationsRoutes.events,
};

export type SyncAnswer = Result<typeof phoneRoutes.syncPhone>;

/** What the phone asks of its server. */
export interface Server {
  logIn(login: string, password: string): Promise<LogIn>;
  logOut(): Promise<void>;
  openSeal(seal: { ephemeral: string; salt: string }): Promise<string>;
  sendActions(actions: readonly ClientAction[]): Promise<Result<typeof worklistRoutes.sendActions>['results']>;
  sendReports(reports: readonly StreetReport[]): Promise<Result<typeof demandRoutes.sendReports>['results']>;
  sendAppeals(appeals: readonly Appeal[]): Promise<readonly AppealAnswer[]>;
  /** `today` as `YYYY-MM-DD`, where the phone is. */
  ownPoints(today: string): Promise<OwnPoints>;
  sync(query: { cursor?: string; have: string; since: string }): Promise<SyncAnswer>;
  shapes(): Promise<readonly OrgUnitShape[]>;
  events(signal: AbortSignal): Promise<Response>;
}

/** A call that has no answer after so long is taken for no network; a first sync page takes well under a second. */
const patienceMs = 30_000;

/**
 * The token travels in the header; cookies of a console in the same browser stay out of it, both ways.
 * `url` is '' in a browser.
 */
export function createServer(url: string, token: () => string | undefined, send: typeof fetch = fetch): Server {
  const patient: typeof fetch = (input, init) =>
    send(input, {
      ...init,
      credentials: 'omit',
      cache: 'no-store',
      signal: init?.signal ?? AbortSignal.timeout(patienceMs),
    });
  const client = createClient(routes, { url, token, fetch: patient });
  return {
    logIn: (login, password) => client.openPhone({ body: { login, password } }),
    logOut: async () => void (await client.logOut()),
    openSeal: async (seal) => (await client.openSeal({ body: seal })).key,
    sendActions: async (actions) => (await client.sendActions({ body: { actions: [...actions] } })).results,
    sendReports: async (reports) => (await client.sendReports({ body: { reports: [...reports] } })).results,
    sendAppeals: async (appeals) => (await client.sendAppeals({ body: { appeals: [...appeals] } })).results,
    ownPoints: (today) => client.readOwnPoints({ query: { today } }),
    sync: (query) => client.syncPhone({ query }),
    shapes: async () => (await client.listOrgUnitShapes()).items,
    events: (signal) => client.events({}, { signal }),
  };
}
