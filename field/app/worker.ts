/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, matchPrecache, precache } from 'workbox-precaching';

/*
 * Makes the app itself available without a network. Orders and work are not its business: they lie encrypted in
 * IndexedDB, where the page reads them. A new version is put beside the old one and takes over when the page says so.
 */
declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };

// oxlint-disable-next-line no-underscore-dangle -- the name that Workbox fills in
precache(self.__WB_MANIFEST);
cleanupOutdatedCaches();
const page = createHandlerBoundToURL('index.html');

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return;
  if (request.mode === 'navigate') {
    event.respondWith(page({ event, request, url }));
    return;
  }
  event.respondWith(matchPrecache(request.url).then((kept) => kept ?? fetch(request)));
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
