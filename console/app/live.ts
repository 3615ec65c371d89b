import { useQueryClient, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Reading } from './client.ts';

const eventNames = ['campaign', 'work-order', 'job', 'load', 'record.built', 'indicator.warned'] as const;
type EventName = (typeof eventNames)[number];

/** What becomes old when something happened. With `about`, only the one whose `params` carry that fact of the event. */
const touches: Readonly<Record<EventName, readonly { route: Reading; about?: 'id' | 'campaignId' }[]>> = {
  campaign: [
    { route: 'listCampaigns' },
    { route: 'readCampaign', about: 'campaignId' },
    { route: 'campaignExclusions', about: 'campaignId' },
    { route: 'campaignReport', about: 'campaignId' },
    { route: 'campaignDays', about: 'campaignId' },
  ],
  'work-order': [
    { route: 'listWorkOrders' },
    { route: 'workBoard' },
    { route: 'workCards' },
    { route: 'workSummary' },
    { route: 'readWorkOrder' },
    { route: 'listCampaigns' },
    { route: 'readCampaign', about: 'campaignId' },
  ],
  job: [{ route: 'listJobs' }, { route: 'readJob', about: 'id' }],
  load: [{ route: 'listLoads' }],
  'record.built': [
    { route: 'listFields' },
    { route: 'listAudiences' },
    { route: 'listIndicators' },
    { route: 'readIndicator' },
  ],
  'indicator.warned': [{ route: 'listIndicatorWarnings' }],
};

/** Ten thousand work orders a minute must not mean ten thousand questions: after one, what is old is collected this long. */
const collectMs = 400;
/** The first news after a silence is passed on at once: a result shows within a second of being sent. */
const promptMs = 30;
const firstPauseMs = 1000;
const longestPauseMs = 30_000;

export type LiveState = 'live' | 'away';

/**
 * Follows the server's events as long as the caller is on the page. A broken line is opened again, with growing
 * pauses; after a break everything on the screen is asked again, because what happened meanwhile is unknown.
 */
export function useLiveUpdates(): LiveState {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>('live');
  useEffect(() => follow(queries, setState), [queries]);
  return state;
}

function follow(queries: QueryClient, tell: (state: LiveState) => void): () => void {
  const old = collector(queries);
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let broken = false;
  const open = () => {
    source = new EventSource('/api/events');
    source.addEventListener('open', () => {
      pauseMs = firstPauseMs;
      tell('live');
      if (broken) void queries.invalidateQueries({ type: 'active' });
      broken = false;
    });
    source.addEventListener('error', () => {
      broken = true;
      tell('away');
      // The browser tries again by itself unless the answer was no stream at all; then it is our turn.
      if (source?.readyState !== EventSource.CLOSED) return;
      timer = setTimeout(open, pauseMs);
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    });
    for (const name of eventNames) {
      source.addEventListener(name, (event: MessageEvent<string>) => old.note(name, readEvent(event.data)));
    }
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
    old.stop();
  };
}

type Told = Readonly<Record<string, unknown>>;

function readEvent(data: string): Told {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? (value as Told) : {};
  } catch {
    return {};
  }
}

function collector(queries: QueryClient) {
  const waiting = new Map<string, (key: QueryKey) => boolean>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let flushedAt = -Infinity;
  const flush = () => {
    timer = undefined;
    flushedAt = performance.now();
    const tests = [...waiting.values()];
    waiting.clear();
    void queries.invalidateQueries({ predicate: (query) => tests.some((test) => test(query.queryKey)) });
  };
  return {
    note(name: EventName, told: Told) {
      for (const { route, about } of touches[name]) {
        const id = about && typeof told[about] === 'string' ? told[about] : undefined;
        waiting.set(`${route} ${id ?? ''}`, (key) => key[0] === route && (id === undefined || concerns(key, id)));
      }
      timer ??= setTimeout(flush, performance.now() - flushedAt > collectMs ? promptMs : collectMs);
    },
    stop: () => clearTimeout(timer),
  };
}

function concerns(key: QueryKey, id: string): boolean {
  const call = key[1] as { params?: Record<string, unknown> } | undefined;
  return call?.params === undefined || Object.values(call.params).includes(id);
}
