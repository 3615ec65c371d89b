import { parentPort, workerData } from 'node:worker_threads';
import { fitScorecard, type ScorecardTraining } from './fit-scorecard.ts';

parentPort?.postMessage(fitScorecard(workerData as ScorecardTraining));
