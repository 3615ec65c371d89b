import { useSyncExternalStore } from 'react';

/*
 * A new version waits until it is asked for, or until the app is started next time: nothing changes under somebody's
 * hands. What is typed is kept as a draft on the disk as it is typed, so that even the change loses nothing.
 */
let waiting: ServiceWorker | null = null;
const listeners = new Set<() => void>();
const tell = (worker: ServiceWorker | null) => {
  waiting = worker;
  for (const listener of listeners) listener();
};

const lookEveryMs = 30 * 60_000;

export function startUpdates(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  // The very first worker takes over a page that came from the network: the same version, no reason to load again.
  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) window.location.reload();
    controlled = true;
  });
  // Without a worker (a private window) the app still works as long as the network does.
  void register().catch(() => undefined);
}

async function register(): Promise<void> {
  const scope = import.meta.env.BASE_URL;
  const registration = await navigator.serviceWorker.register(`${scope}worker.js`, { scope });
  if (registration.waiting && navigator.serviceWorker.controller) tell(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) tell(worker);
    });
  });
  setInterval(() => void registration.update().catch(() => undefined), lookEveryMs);
}

export const takeUpdate = (): void => waiting?.postMessage('take over');

export const useUpdateReady = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => waiting !== null,
  );
