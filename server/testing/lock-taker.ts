// A process that takes the lock of a directory at a given instant, says what came of it, and keeps it until it is killed.
import { DirectoryTaken, takeLock } from '../lock.ts';

const [directory = '', url = '', atMs = '0'] = process.argv.slice(2);
while (Date.now() < Number(atMs));
try {
  takeLock(directory, 'secret').announce(url);
  process.stdout.write('taken\n');
  setInterval(() => {}, 1000);
} catch (error) {
  if (!(error instanceof DirectoryTaken)) throw error;
  process.stdout.write(`refused: ${error.message}\n`);
}
