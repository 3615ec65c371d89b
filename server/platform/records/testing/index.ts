export { recordStores } from '../testing.ts';
