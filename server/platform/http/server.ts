import { randomUUID } from 'node:crypto';
import { fastify } from 'fastify';
import { Problem, toProblemDocument, type ProblemDocument } from '#contract';
import type { Log } from '#platform/log';
import { WarehouseError } from '#platform/warehouse';
import { bindRoutes, type Binding } from './bind.ts';
import { compressAnswer } from './compress-answer.ts';
import { serveApps } from './serve-apps.ts';

export interface HttpServer {
  /** e.g. `http://127.0.0.1:7400` */
  readonly url: string;
  close(): Promise<void>;
}

/** The largest request: a batch of 1,000 actions or accounts is well below it. */
const bodyLimitBytes = 32 * 1024 * 1024;

/** Serves the API under /api, the field app under /field/ and the console under everything else, where they have been built. */
export async function startHttp(options: {
  readonly host: string;
  readonly port: number;
  readonly binding: Binding;
  readonly consoleDirectory: string;
  readonly fieldDirectory: string;
  readonly log: Log;
}): Promise<HttpServer> {
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 300 },
  });
  app.setErrorHandler((error: unknown, request, reply) => {
    // A query that was cancelled because nobody waits for its answer any more (a stale count, a closed tab) is no fault.
    if (reply.raw.destroyed && error instanceof WarehouseError && error.kind === 'cancelled')
      return reply.status(499).send();
    const document = documentOf(error, options.log, `${request.method} ${request.routeOptions.url ?? request.url}`);
    return reply.status(document.status).type('application/problem+json').send(document);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url;
    if (route?.startsWith('/api'))
      options.log.info(
        { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
        'request',
      );
  });
  app.addHook('onSend', async (_, reply) => {
    reply
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .header('x-frame-options', 'DENY');
  });
  bindRoutes(app, options.binding);
  app.addHook('onSend', compressAnswer);
  await serveApps(app, options);
  const url = await app.listen({ host: options.host, port: options.port });
  return { url: url.replace('[::1]', 'localhost'), close: () => app.close() };
}

/** Problems are for the user; everything else is a fault: logged with its cause, an incident number for the user. */
function documentOf(error: unknown, log: Log, place: string): ProblemDocument {
  if (error instanceof Problem) return toProblemDocument(error);
  const status = (error as { statusCode?: number }).statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...toProblemDocument(new Problem('invalid', 'request-unreadable', message)), status };
  }
  const incident = randomUUID();
  log.error({ err: error, incident, place }, 'fault');
  return {
    type: 'https://gridloop.dev/problems/fault',
    title: 'Something broke on our side. Tell us the incident number.',
    status: 500,
    code: 'fault',
    incident,
  };
}
