export { freshDatabase, recordStores, oneRecordStore } from '../testing.ts';
