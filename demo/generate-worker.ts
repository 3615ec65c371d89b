import { parentPort, workerData } from 'node:worker_threads';
import { writeTask, type Task } from './generate.ts';
import { buildOperator, type OperatorOptions } from './operator.ts';

const { named, feeds } = workerData as { named: OperatorOptions; feeds: string };
const operator = buildOperator(named);
parentPort?.on('message', (task: Task) => parentPort?.postMessage(writeTask(operator, task, feeds)));
