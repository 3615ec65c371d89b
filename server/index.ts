export { Config, readConfig } from './config.ts';
export { DirectoryTaken } from './lock.ts';
export { startServer, type RunningServer } from './start.ts';
export { migrateStores, restoreStores } from './stores.ts';
