import { statfs } from 'node:fs/promises';
import type { z } from 'zod';
import type { Check } from '#contract';
import { isIntact } from '#platform/access';
import type { Clock } from '#platform/context';
import { lag } from '#platform/outbox';
import type { RecordStore } from '#platform/records';
import type { Warehouse } from '#platform/warehouse';

export interface DoctorOptions {
  readonly store: RecordStore;
  readonly warehouse: Warehouse;
  readonly clock: Clock;
  readonly dataDirectory: string;
}
type Check = z.infer<typeof Check>;

const leastFreeBytes = 5e9;
const mostClockSkewSeconds = 5;
const mostLagSeconds = 60;

/** Looks at everything the installation stands on; each finding says what to do. */
export async function examine(options: DoctorOptions): Promise<{ ok: boolean; checks: Check[] }> {
  const checks = await Promise.all([
    attempt('node', async () =>
      good(
        process.version,
        Number(process.versions.node.split('.')[0]) >= 24,
        'Run it with Node.js 24 or later (npm start brings it).',
      ),
    ),
    attempt('records', () => recordsCheck(options)),
    attempt('records clock', () => clockCheck(options)),
    attempt('warehouse', async () =>
      good(`ClickHouse ${await options.warehouse.version()}, ${options.warehouse.topology.kind}`, true, ''),
    ),
    attempt('outbox', () => outboxCheck(options)),
    attempt('audit log', async () => {
      // From where the newest full check ended: the doctor is asked often, and the log may have millions of rows.
      const intact = await isIntact(options.store.db, 'checked');
      return good(
        intact ? 'intact since its newest check' : 'changed',
        intact,
        'Somebody changed the audit log outside the product: compare it with a backup.',
      );
    }),
    attempt('disk', () => diskCheck(options.dataDirectory)),
  ]);
  return { ok: checks.every((check) => check.ok), checks };
}

type Finding = Omit<Check, 'name'>;
const good = (value: string, ok: boolean, advice: string): Finding => ({ ok, value, advice: ok ? null : advice });

async function attempt(name: string, look: () => Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await look()) };
  } catch (error) {
    return {
      name,
      ok: false,
      value: error instanceof Error ? error.message : String(error),
      advice: 'It does not answer: see its own log, and that its address and password are right.',
    };
  }
}

async function recordsCheck({ store }: DoctorOptions): Promise<Finding> {
  const { rows } = await store.execute("select current_setting('server_version') as version", []);
  return good(`${store.kind} ${String(rows[0]?.['version'])}`, true, '');
}

async function clockCheck({ store, clock }: DoctorOptions): Promise<Finding> {
  const { rows } = await store.execute('select clock_timestamp() as now', []);
  const theirs = rows[0]?.['now'] as Date;
  const skew = Math.abs(theirs.getTime() - clock.now().getTime()) / 1000;
  return good(
    `${skew.toFixed(1)} s apart`,
    skew <= mostClockSkewSeconds,
    'Set the clocks of the two machines by the same time server: what is late and what is early depends on it.',
  );
}

async function outboxCheck({ store }: DoctorOptions): Promise<Finding> {
  const { rows, oldestSeconds } = await lag(store);
  return good(
    `${rows} rows waiting, the oldest ${Math.round(oldestSeconds ?? 0)} s`,
    (oldestSeconds ?? 0) <= mostLagSeconds,
    'The warehouse does not take what the records send: see the warehouse above, and that a worker runs.',
  );
}

async function diskCheck(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  return good(
    `${(free / 1e9).toFixed(1)} GB free`,
    free >= leastFreeBytes,
    'Make room: below 5 GB merges in the warehouse may fail.',
  );
}
