import { useSyncExternalStore } from 'react';

/** Where one is: the part of the address after `#`, so that the app works from any folder and without a server. */
export type Route =
  | { readonly at: 'today' }
  | { readonly at: 'map'; readonly orderId?: string }
  | { readonly at: 'ask' }
  | { readonly at: 'me' }
  | { readonly at: 'queue' }
  | { readonly at: 'points' }
  | { readonly at: 'order'; readonly id: string }
  | { readonly at: 'result'; readonly id: string };

export function readRoute(hash: string): Route {
  const [at = '', rest = ''] = hash.replace(/^#\/?/, '').split('/');
  const id = decodeURIComponent(rest);
  if ((at === 'order' || at === 'result') && id !== '') return { at, id };
  if (at === 'map') return id === '' ? { at } : { at, orderId: id };
  if (at === 'ask' || at === 'me' || at === 'queue' || at === 'points') return { at };
  return { at: 'today' };
}

export function addressOf(route: Route): string {
  const id = 'id' in route ? route.id : 'orderId' in route ? route.orderId : undefined;
  return `#/${route.at}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

export const useRoute = (): Route => readRoute(useSyncExternalStore(subscribe, () => window.location.hash));

export const go = (route: Route): void => {
  window.location.hash = addressOf(route);
};
/** Takes the place of where one is: what was done there is done, and going back must not lead there again. */
export const goInstead = (route: Route): void => window.location.replace(addressOf(route));
