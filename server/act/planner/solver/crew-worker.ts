import { parentPort, workerData } from 'node:worker_threads';
import { type Board, type Message, workThrough } from './crew.ts';

let board = workerData as Board;

parentPort?.on('message', (message: Message) => {
  if ('board' in message) {
    board = message.board;
    return;
  }
  // Offers are in shared memory. To hand over a buffer would cost this thread all its compiled code, which counts on none being taken away.
  parentPort?.postMessage(workThrough(board, message.task));
});
