import { existsSync, mkdirSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Problem, toProblemDocument } from '#contract';

const forever = 'public, max-age=31536000, immutable';
/**
 * The field app keeps customers on the phone: nothing but itself runs there, and it talks to nobody but its server.
 * Styles that React sets on elements are inline by nature.
 */
const fieldPolicy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Both web apps from their built files, compressed when they were built (`.br`, `.gz`), each with its own first page.
 * They may be built while the server runs already, as `npm start` does the first time.
 */
export async function serveApps(
  app: FastifyInstance,
  { consoleDirectory, fieldDirectory }: { readonly consoleDirectory: string; readonly fieldDirectory: string },
): Promise<void> {
  for (const directory of [consoleDirectory, fieldDirectory]) makeRoom(directory);
  await app.register(fastifyStatic, {
    root: consoleDirectory,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? forever : 'no-cache'),
  });
  await app.register(fastifyStatic, {
    root: fieldDirectory,
    prefix: '/field/',
    decorateReply: false,
    cacheControl: false,
    preCompressed: true,
    setHeaders: (reply, path) =>
      void reply
        .header('cache-control', path.includes('/assets/') ? forever : 'no-cache')
        .header('content-security-policy', fieldPolicy),
  });
  app.get('/field', (_, reply) => reply.redirect('/field/'));
  app.setNotFoundHandler((request, reply) => {
    const ofField = request.url.startsWith('/field');
    if (request.url.startsWith('/api') || ofField || request.method !== 'GET') return nothing(request, reply);
    if (!existsSync(`${consoleDirectory}/index.html`)) return nothing(request, reply);
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}

/** For files to come. Where it may not be made, none will come. */
function makeRoom(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function nothing(request: { method: string; url: string }, reply: FastifyReply) {
  const problem = new Problem(
    'missing',
    'no-such-address',
    `There is nothing at ${request.method} ${request.url.split('?')[0]}.`,
  );
  return reply.status(404).type('application/problem+json').send(toProblemDocument(problem));
}
