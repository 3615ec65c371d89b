import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openRecords } from '#platform/records';
import { openFeeds } from './feeds-testing.ts';
import { loadFeeds } from './loads.ts';
import { readManifests } from './manifest.ts';
import { rowsManifest } from './testing-rows-file.ts';

/*
 * One load in a process of its own, for its memory: node testing-one-load.ts DIRECTORY, where rows.csv lies. Prints one line of
 * JSON: the rows kept, the seconds of the clock and of the processor, and the greatest memory before and during the load.
 */
const [directory = ''] = process.argv.slice(2);
const file = join(directory, 'rows.csv');
const store = await openRecords({ dataDirectory: directory });
const { warehouse, context } = await openFeeds(store, directory);
const mb = (): number => Math.round(process.memoryUsage().rss / 1_000_000);
const beforeMb = mb();
let peakMb = beforeMb;
const watch = setInterval(() => (peakMb = Math.max(peakMb, mb())), 20);
const [cpu, started] = [process.cpuUsage(), performance.now()];
const { reports } = await loadFeeds(
  context,
  readManifests([{ text: rowsManifest(file), file: 'rows.yaml', directory }]),
  {
    rebuild: undefined,
    tools: { jobId: 'bench', progress: async () => {} },
  },
);
clearInterval(watch);
const used = process.cpuUsage(cpu);
console.log(
  JSON.stringify({
    state: reports[0]?.state,
    kept: reports[0]?.kept,
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (used.user + used.system) / 1e6,
    beforeMb,
    peakMb,
  }),
);
await warehouse.close();
await store.close();
await rm(join(directory, 'warehouse'), { recursive: true, force: true });
