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
  demo: () => import('#demo'),
});
// A slow reader of a pipe must get the whole answer: what is written there goes out in the background.
await Promise.all([process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))));
// Engines in this process may keep handles open; everything that matters has been closed and flushed by now.
process.exit();
