import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const compress = promisify(gzip);
/** Below this the frame costs more than it saves. */
const leastBytes = 1400;

/** JSON answers of some length travel compressed; on a slow network that is most of the wait. Streams stay as they are. */
export async function compressAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (typeof payload !== 'string' || payload.length < leastBytes) return payload;
  reply.header('vary', 'accept-encoding');
  const type = String(reply.getHeader('content-type') ?? '');
  if (!type.includes('json') || !/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return payload;
  reply.header('content-encoding', 'gzip').removeHeader('content-length');
  return compress(payload, { level: 5 });
}
