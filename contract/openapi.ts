import { z } from 'zod';
import { ProblemDocument } from './problem.ts';
import type { Route, Routes } from './route.ts';

/** The OpenAPI 3.1 document of the given routes, made of the same values the server binds. */
export function openapi(routes: Routes): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, route] of Object.entries(routes)) {
    const path = '/api' + route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(operationId, route);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Gridloop', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'gridloop_session' },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(operationId: string, route: Route) {
  return {
    operationId,
    summary: route.summary,
    'x-permission': route.permission,
    ...(route.permission !== 'public' && { security: [{ session: [] }, { token: [] }] }),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body && {
      requestBody: {
        required: true,
        content: json(z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' })),
      },
    }),
    responses: {
      200: {
        description: 'OK',
        content: route.streams
          ? { [route.streams]: {} }
          : json(z.toJSONSchema(route.response, { io: 'input', unrepresentable: 'any' })),
      },
      default: {
        description: 'Problem',
        content: { 'application/problem+json': { schema: z.toJSONSchema(ProblemDocument) } },
      },
    },
  };
}

const json = (schema: unknown) => ({ 'application/json': { schema } });

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query') {
  if (!schema) return [];
  const object = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || (object.required ?? []).includes(name),
    schema: property,
  }));
}
