import { workerData } from 'node:worker_threads';
import type { Board } from './board.ts';
import { help } from './crew.ts';

help(workerData as Board);
