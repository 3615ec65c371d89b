import { runCli } from '#cli';

// The one place where the rooms meet: the command line is a client of the contract, and starts a server only where none runs.
process.exitCode = await runCli(process.argv.slice(2), {
  findServer: async (dataDirectory) => (await import('#server/lock')).readLock(dataDirectory),
  startServer: async (overrides) => {
    const { readConfig, startServer } = await import('#server');
    return startServer(readConfig(process.env, overrides));
  },
  migrateStores: async (overrides) => {
    const { migrateStores, readConfig } = await import('#server');
    return migrateStores(readConfig(process.env, overrides));
  },
  restoreStores: async (overrides, file, progress) => {
    const { readConfig, restoreStores } = await import('#server');
    return restoreStores(readConfig(process.env, overrides), file, progress);
  },
  analyseExperiment: async (path, plan) => {
    const { analyseFile } = await import('#learn/measurement');
    return analyseFile(path, plan);
  },
  pairUnits: async (path, plan) => (await import('#learn/measurement')).pairFile(path, plan),
  syntheticControl: async (path, plan) => (await import('#learn/measurement')).syntheticFile(path, plan),
  fitSegmentFile: async (path, plan, onProgress) =>
    (await import('#understand/segmentation')).fitFile(path, plan, onProgress),
  trainModel: async (ask) => (await import('#understand/models')).trainFromFile(ask),
  scoreFile: async (ask) => (await import('#understand/models')).scoreFile(ask),
  importModel: async (ask) => (await import('#understand/models')).importFile(ask),
  upliftFromFile: async (path, options) => (await import('#understand/models')).upliftFromFile(path, options),
  demo: () => import('#demo'),
  planFromFiles: async (directory, options) => (await import('#act/planner')).planFromFiles(directory, options),
});
// A slow reader of a pipe must get the whole answer: what is written there goes out in the background.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
// Engines in this process may keep handles open; everything that matters has been closed and flushed by now.
process.exit();
