import { parentPort, workerData } from 'node:worker_threads';
import { type Board, type Message, workThrough } from './crew.ts';

let board = workerData as Board;

parentPort?.on('message', (message: Message) => {
  if ('board' in message) {
    board = message.board;
    return;
  }
  const offers = workThrough(board, message.task);
  parentPort?.postMessage(offers, offers ? [offers.buffer as ArrayBuffer] : []);
});
