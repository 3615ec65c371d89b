import { availableParallelism } from 'node:os';
import { blockSettings } from './blocks.ts';
import { rowSettings } from './row-format.ts';
import type { QueryOptions } from './warehouse.ts';

export type Settings = Readonly<Record<string, string | number>>;

// Together with Node's own heap these keep the process under about 3 GB; what is larger spills to disk.
const memoryBytesPerQuery = 1_500_000_000;
const memoryBytesOfAllQueries = 2_200_000_000;
export const engineArguments = [
  '--max_server_memory_usage=2600000000',
  '--mark_cache_size=268435456',
  '--index_mark_cache_size=134217728',
  '--primary_index_cache_size=268435456',
  // Only queries that ask for it use this one: the bitmaps of tags.
  '--uncompressed_cache_size=134217728',
  // The words of a server: an embedded engine would else read `nope` as `select nope`.
  '--implicit_select=0',
  // Long parameters stand in the text of a SET, which must be parsed before any setting of that text holds.
  `--max_query_size=${512 * 1024 * 1024}`,
];

/**
 * A statement that comes for the fourth time would be compiled to machine code, which takes 40 ms and more, at whatever
 * moment that is; on two million customers the code is no quicker then (`npm run bench audience`).
 */
const notCompiled = { compile_expressions: 0, compile_aggregate_expressions: 0, compile_sort_description: 0 };

/** What every query starts from. */
export function baseline(options: QueryOptions): Settings {
  const memoryBytes = options.memoryBytes ?? memoryBytesPerQuery;
  return {
    ...rowSettings,
    ...blockSettings,
    ...notCompiled,
    max_threads: availableParallelism(),
    max_memory_usage: memoryBytes,
    max_memory_usage_for_user: Math.max(memoryBytes, memoryBytesOfAllQueries),
    max_bytes_before_external_group_by: Math.floor(memoryBytes / 2),
    max_bytes_before_external_sort: Math.floor(memoryBytes / 2),
    max_execution_time: options.timeoutSeconds ?? 0,
  };
}
