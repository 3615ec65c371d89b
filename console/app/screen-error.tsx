import { ErrorState } from '#parts';
import type { ErrorComponentProps } from '@tanstack/react-router';

/** What stands in the place of a screen that broke. */
export function ScreenError({ error, reset }: ErrorComponentProps) {
  return <ErrorState error={error} onRetry={reset} />;
}
