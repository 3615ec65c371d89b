import { ErrorState, Loading } from '#parts';
import type { UseQueryResult } from '@tanstack/react-query';

/** What is asked of the server: a whole rule, and the month it is asked of. */
export interface Asked {
  readonly rule: string;
  readonly period?: string;
}

export const Waiting = ({ of }: { of: UseQueryResult<unknown> }) =>
  of.error ? <ErrorState error={of.error} onRetry={() => void of.refetch()} /> : <Loading lines={3} />;
