import { createClient, Problem, routes, type CallOptions, type Client, type Result } from '#contract';
import { QueryCache, QueryClient, type DataTag } from '@tanstack/react-query';

type Contract = typeof routes;
/** The routes that answer with data; streams are read by their own screens. */
type Answering = { [K in keyof Contract]: Contract[K] extends { streams: string } ? never : K }[keyof Contract];
export type Reading = { [K in Answering]: Contract[K] extends { method: 'GET' } ? K : never }[Answering];

/** The session travels as a cookie; nothing is kept in the page. */
export const client: Client<Contract> = createClient(routes, { url: '' });

/** Written out, because the compiler would write down all routes of the contract in its place. */
export interface Question<K extends Answering> {
  readonly queryKey: DataTag<readonly [K, object], Result<Contract[K]>>;
  readonly queryFn: (asked: { signal: AbortSignal }) => Promise<Result<Contract[K]>>;
}

/**
 * One route as a query: `useQuery(reading('readCampaign', { params: { id } }))`. The key is the route's name and the
 * call, so that live events can say by name what has become old. A call that nobody waits for is aborted.
 */
export function reading<K extends Answering>(name: K, call?: Parameters<Client<Contract>[K]>[0]): Question<K> {
  return {
    queryKey: [name, call ?? {}] as unknown as Question<K>['queryKey'],
    queryFn: ({ signal }) => {
      // The client is indexed by a name that only the caller knows; its own signature ties call and answer together.
      const send = client[name] as unknown as (call: unknown, options: CallOptions) => Promise<Result<Contract[K]>>;
      return send(call ?? {}, { signal });
    },
  };
}

export const isProblem = (error: unknown, kind: Problem['kind']): error is Problem =>
  error instanceof Problem && error.kind === kind;

/** What a user can act on is not worth asking again; what may pass by itself is. */
function worthRetrying(failures: number, error: Error): boolean {
  if (error instanceof Problem && error.kind !== 'unavailable' && error.kind !== 'limit') return false;
  return failures < 2;
}

/** `onLoggedOut` is called when any answer says that the session has ended. */
export function createQueryClient(onLoggedOut: () => void): QueryClient {
  const queries = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        if (isProblem(error, 'unauthenticated') && query.queryKey[0] !== 'readSession') onLoggedOut();
      },
    }),
    defaultOptions: { queries: { staleTime: 15_000, retry: worthRetrying, refetchOnWindowFocus: false } },
  });
  queries.setQueryDefaults(['readSession'], { staleTime: Infinity, gcTime: Infinity, retry: false });
  return queries;
}
