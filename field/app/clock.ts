import { useSyncExternalStore } from 'react';
import { localDay } from '../offline/day-plan.ts';

/** The time as screens show it: it moves on by itself, so that midnight finds nobody in yesterday. */
const everyMs = 20_000;
const listeners = new Set<() => void>();
let now = Date.now();
setInterval(() => {
  now = Date.now();
  for (const listener of listeners) listener();
}, everyMs);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Milliseconds, some seconds old at most. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
/** The day where the phone is. */
export const useToday = (): string => useSyncExternalStore(subscribe, () => localDay(new Date(now)));
