export { freshDatabase, recordStores } from '../testing.ts';
