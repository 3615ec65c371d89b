import { setTimeout as pause } from 'node:timers/promises';
import { POKE_CHANNEL } from './publish.ts';
import { ship, type ShipTarget } from './ship.ts';

export interface Shipper {
  /** Look now. `publish` does this by itself when its transaction commits. */
  poke(): void;
  /** Resolves when every row committed before the call is in the warehouse. @throws what shipping throws. */
  flush(): Promise<void>;
  /** Resolves when the batch under way is done. */
  stop(): Promise<void>;
}

interface ShipperOptions extends ShipTarget {
  /** Every failed round; the shipper goes on by itself, ever more slowly while it fails. */
  readonly onError: (error: unknown) => void;
  /** How often to look when nobody pokes. */
  readonly pollMs?: number;
}

const POLL_MS = 2_000;
const LONGEST_PAUSE_MS = 10_000;
const HELD_ELSEWHERE_MS = 50;

/** Ships in the background. Any number of processes may run one; one of them works at a time. */
export async function startShipper(options: ShipperOptions): Promise<Shipper> {
  const { pollMs = POLL_MS, onError } = options;
  const stopping = new AbortController();
  let wake = new AbortController();
  const poke = () => wake.abort();
  const stopListening = await options.store.listen(POKE_CHANNEL, poke, poke);

  async function work(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      wake = new AbortController();
      try {
        const shipped = await ship(options);
        failures = 0;
        if (shipped) continue;
      } catch (error) {
        failures++;
        onError(error);
      }
      const wait = Math.min(LONGEST_PAUSE_MS, pollMs * 2 ** failures);
      // While it fails a poke does not make it try sooner: the warehouse is likely down, and publishing is not.
      const signals = failures > 0 ? [stopping.signal] : [stopping.signal, wake.signal];
      await pause(wait, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
    }
  }

  const working = work();
  return {
    poke,
    flush: () => flush(options),
    async stop() {
      stopping.abort();
      await stopListening();
      await working;
    },
  };
}

async function flush(options: ShipTarget): Promise<void> {
  const { store } = options;
  const upTo = (await store.execute('select coalesce(max(id), 0) as id from outbox', [])).rows[0]?.['id'];
  for (;;) {
    const { rows } = await store.execute('select 1 from outbox where id <= $1 limit 1', [upTo]);
    if (rows.length === 0) return;
    if (!(await ship(options))) await pause(HELD_ELSEWHERE_MS);
  }
}
