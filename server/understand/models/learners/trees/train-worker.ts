import { parentPort, workerData } from 'node:worker_threads';
import { train, type Training } from './train.ts';

parentPort?.postMessage(train(workerData as Training));
