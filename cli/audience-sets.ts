import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Id, type Limit } from '#contract';
import type { Ask } from './audience.ts';
import type { Connection } from './connection.ts';
import { UsageError, type Output } from './output.ts';
import { table } from './table.ts';

export interface SetOptions {
  readonly out?: string;
  readonly fields?: string;
  readonly by?: string;
  readonly lowest?: boolean;
  readonly n?: string;
  readonly seed?: string;
  readonly save?: string;
  readonly name?: string;
  readonly with?: string;
}

/** With saved audiences and published tags, the most alike first; with two or three named, every part of the diagram. */
export async function overlap({ client }: Connection, ask: Ask, output: Output, options: SetOptions): Promise<void> {
  const audiences = list(options.with);
  const result = await client.overlapAudience({ body: { ...ask, ...(audiences && { audiences }) } });
  output.result(result, () =>
    [
      `${result.customers.toLocaleString('en-US')} customers in ${result.period}; beside`,
      table(
        ['kind', 'id', 'name', 'customers', 'both', 'Jaccard'],
        result.items.map((one) => [one.kind, one.id, one.name.en, one.customers, one.both, one.jaccard.toFixed(3)]),
      ),
    ].join('\n'),
  );
}

/** What is wrong with the options is told before anything is asked. @throws UsageError */
export function topOf(options: SetOptions): Limit {
  const order = options.lowest === true ? ('up' as const) : ('down' as const);
  return { kind: 'top', by: options.by ?? '', order, n: whole('--n', options.n) };
}
export function sampleOf(options: SetOptions): Limit {
  const seed = options.seed === undefined ? 0 : whole('--seed', options.seed, 0);
  return { kind: 'sample', n: whole('--n', options.n), seed };
}

export const top = (connection: Connection, ask: Ask, output: Output, options: SetOptions): Promise<void> =>
  limited(connection, ask, output, options, topOf(options));
export const sample = (connection: Connection, ask: Ask, output: Output, options: SetOptions): Promise<void> =>
  limited(connection, ask, output, options, sampleOf(options));

async function limited(
  { client }: Connection,
  ask: Ask,
  output: Output,
  options: SetOptions,
  limit: Limit,
): Promise<void> {
  if (options.save !== undefined && !Id.safeParse(options.save).success)
    throw new UsageError(`“${options.save}” cannot be the id of an audience: letters, digits, dot, dash, underscore.`);
  const result = await client.limitAudience({ body: { ...ask, limit } });
  const saved =
    options.save === undefined
      ? undefined
      : await client.putAudience({
          params: { id: options.save },
          body: { name: options.name ?? options.save, rule: ask.rule, limit },
        });
  if (options.out !== undefined) await exportTo({ client }, ask, options.out, list(options.fields) ?? [], limit);
  output.result(
    {
      ...result,
      ...(saved && { audience: { id: saved.id, version: saved.version } }),
      ...(options.out && { file: resolve(options.out) }),
    },
    () =>
      [
        `${result.taken.toLocaleString('en-US')} of ${result.count.toLocaleString('en-US')} customers in ${result.period}`,
        ...(result.values
          ? [`values ${result.values.least} to ${result.values.most}, mean ${result.values.mean.toPrecision(6)}`]
          : []),
        ...(result.tiedOut > 0
          ? [`${result.tiedOut.toLocaleString('en-US')} more have the value of the last one taken`]
          : []),
        ...(result.unranked > 0 ? [`${result.unranked.toLocaleString('en-US')} have no value and no rank`] : []),
        ...(saved ? [`saved as ${saved.id}, version ${saved.version}`] : []),
        ...(options.out ? [`written to ${options.out}`] : []),
        ...(result.items.length > 0
          ? [
              '',
              table(
                ['customer', 'value'],
                result.items.map((one) => [one.customerId, one.value]),
              ),
            ]
          : []),
      ].join('\n'),
  );
}

const list = (text: string | undefined): string[] | undefined =>
  text
    ?.split(',')
    .map((one) => one.trim())
    .filter(Boolean);

function whole(option: string, text: string | undefined, least = 1): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < least)
    throw new UsageError(`${option} takes a whole number of at least ${least}, not “${text ?? ''}”.`);
  return number;
}

/** Written beside and renamed when whole: a broken export leaves no half file under the name asked for. */
export async function exportTo(
  { client }: Pick<Connection, 'client'>,
  ask: Ask,
  out: string,
  fields: string[],
  limit?: Limit,
): Promise<void> {
  const response = await client.exportAudience({ body: { ...ask, fields, ...(limit && { limit }) } });
  const draft = `${out}.part`;
  try {
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(draft));
    renameSync(draft, out);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
