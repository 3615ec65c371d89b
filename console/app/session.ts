import type { Permission, Session } from '#contract';
import { useQueryClient, useSuspenseQuery, type QueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { client, isProblem, reading } from './client.ts';

/** Asked once; a log-in writes it, a log-out or a refusal removes it. Its manners are set in createQueryClient(). */
export const sessionQuery = reading('readSession');

/** Who is logged in, or undefined. */
export async function currentSession(queries: QueryClient): Promise<Session | undefined> {
  try {
    return await queries.ensureQueryData(sessionQuery);
  } catch (error) {
    if (isProblem(error, 'unauthenticated')) return undefined;
    throw error;
  }
}

/** The session of a screen behind the log-in. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** `may('campaigns.approve')`: whether to offer an action. The server decides; this only spares a refusal. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}

export function useLogOut(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await client.logOut();
    queries.clear();
    await navigate({ to: '/login', search: {} });
  };
}
