import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { PhoneDatabase } from '../field/offline/database.ts';
import { createPhone, type Phone } from '../field/offline/phone.ts';

/*
 * A phone in a test: its own disk (which outlives killing), a network that can be away or lose an answer, and a plug
 * that can be pulled at any moment. The code that runs in it is the app's own.
 */
export interface Device {
  phone: Phone;
  online: boolean;
  /** The next so many answers get lost on their way back, after the server has done what was asked. */
  answersLost: number;
  /** Pulls the plug and starts again from the disk. `update`: with the next version of the app, whose store has grown. */
  restart(update?: boolean): Promise<void>;
}

export async function openDevice(url: string): Promise<Device> {
  const disk = new IDBFactory();
  let version = 1;
  let alive = { it: true };
  const device: Device = {
    phone: undefined as unknown as Phone,
    online: true,
    answersLost: 0,
    restart: async (update = false) => {
      alive.it = false;
      device.phone.close();
      if (update) version++;
      await boot();
    },
  };
  async function boot(): Promise<void> {
    const life = { it: true };
    alive = life;
    const db = new PhoneDatabase('phone', { indexedDB: disk, IDBKeyRange });
    if (version > 1) db.version(version).stores({ [`grown${version}`]: 'id' });
    device.phone = createPhone({
      db,
      url,
      now: () => new Date(),
      online: () => device.online,
      exclusively: oneAtATime(),
      fetch: async (input, init) => {
        if (!device.online) throw new TypeError('fetch failed: offline');
        const response = await fetch(input, init);
        // A dead process hears nothing any more.
        if (!life.it) return new Promise(() => {});
        if (device.answersLost > 0) {
          device.answersLost--;
          throw new TypeError('fetch failed: the answer was lost');
        }
        return response;
      },
    });
    await device.phone.start();
  }
  await boot();
  return device;
}

/** What Web Locks are in a browser. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
