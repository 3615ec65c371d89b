import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openWarehouse, statement } from './index.ts';

test('queries that are cancelled, fail or are left never give their answer to another', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-cancel-'));
  const warehouse = await openWarehouse({ dataDirectory: directory });
  const long = statement(
    'select number as customers, sleepEachRow(0.002) as waited from numbers(2000) settings max_block_size = 10',
    {},
  );
  const spoil = async (round: number) => {
    const abort = new AbortController();
    const asked = warehouse.rows(long, { signal: abort.signal }).catch(() => undefined);
    await pause((round * 37) % 120);
    abort.abort();
    await asked;
    await warehouse.rows(statement('select no_such_column', {})).catch(() => undefined);
    for await (const rows of warehouse.stream<{ n: number }>(statement('select number as n from numbers(3000000)', {})))
      if (rows.length > 0) break;
  };
  const check = async (round: number) => {
    for (let i = 0; i < 12; i++) {
      const rows = await warehouse.rows(
        statement('select number as n, toString(number + {base:UInt32}) as text from numbers(3)', {
          base: round * 100 + i,
        }),
      );
      expect(rows).toEqual([0, 1, 2].map((n) => ({ n, text: String(n + round * 100 + i) })));
    }
  };
  for (let round = 0; round < 12; round++) await Promise.all([spoil(round), spoil(round + 5), check(round)]);
  await warehouse.close();
  await rm(directory, { recursive: true });
});
