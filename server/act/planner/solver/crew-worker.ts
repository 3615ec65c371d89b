import { parentPort } from 'node:worker_threads';
import { type Board, type Message, workThrough } from './crew.ts';

let board: Board | undefined;

parentPort?.on('message', (message: Message) => {
  if ('board' in message) {
    board = message.board;
    return;
  }
  if (!board) throw new Error('A thread was given work and no plan to work on');
  // Offers are in shared memory. To hand over a buffer would cost this thread all its compiled code, which counts on none being taken away.
  parentPort?.postMessage(workThrough(board, message.task));
});
