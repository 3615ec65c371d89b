import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { generateOperator } from '#demo';
import { customersOf, indexOf } from '../../demo/customer.ts';
import { contactedChance, organicChance, reachChance } from '../../demo/effects.ts';
import { groups } from '../../demo/groups.ts';
import { buildOperator } from '../../demo/operator.ts';
import { chance } from '../../server/understand/models/learners/chance.ts';
import { scoreTable } from '../../server/understand/models/learners/score-table.ts';
import type { Table } from '../../server/understand/models/learners/table.ts';
import { effectOf, learnUplift, type UpliftLearner } from '../../server/understand/models/uplift/learn-uplift.ts';
import { reportUplift } from '../../server/understand/models/uplift/report-uplift.ts';
import { rankCorrelation } from '../../server/understand/models/uplift/testing-ranks.ts';
import { rowsOfTrial, type Trial } from '../../server/understand/models/uplift/trial.ts';
import { groupOf } from '../../server/understand/models/uplift/uplift-document.ts';

const [family, channel] = ['data-pack', 'field'] as const;

/** A campaign that was played over customers whose truth is known. */
export interface PlayedTrial {
  readonly trial: Trial;
  /** By how much contact changes each customer's chance to order. */
  readonly planted: Float64Array;
  /** The place in `groups` of each customer's planted group. */
  readonly kinds: Uint8Array;
}

/**
 * A campaign of data packs in the field over customers of the demonstration operator, half of them control by chance.
 * What they use and pay in its newest two months is all that is known of them; whether they order follows from the
 * planted chances. The same customers and seed give the same trial, its rows in an order that chance gave.
 */
export async function playTrial({ customers, seed }: { customers: number; seed: number }): Promise<PlayedTrial> {
  const directory = await mkdtemp(join(tmpdir(), 'gridloop-bench-uplift-'));
  const options = { customers, months: 2, seed, lastPeriod: '2026-10' };
  try {
    const { feeds } = await generateOperator({ ...options, directory });
    const known = new Map<number, Map<string, number>>();
    for (const period of ['2026-09', '2026-10'])
      for (const feed of ['usage', 'bills'])
        await readFigures(join(feeds, `${feed}-${period}.csv`), `${feed}-${period}`, known);
    return play(buildOperator(options), known, seed);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function readFigures(path: string, of: string, into: Map<number, Map<string, number>>): Promise<void> {
  let head: string[] | undefined;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const cells = line.split(',');
    if (!head) {
      head = cells;
      continue;
    }
    const index = indexOf(cells[0] ?? '');
    if (index === undefined) continue;
    const figures = into.get(index) ?? new Map<string, number>();
    for (const [i, name] of head.entries())
      if (i > 0) figures.set(`${name} ${of}`, cells[i] === '' ? Number.NaN : Number(cells[i]));
    into.set(index, figures);
  }
}

/** Chance splits the customers; what they do follows from what was planted. */
function play(
  operator: ReturnType<typeof buildOperator>,
  known: ReadonlyMap<number, ReadonlyMap<string, number>>,
  seed: number,
): PlayedTrial {
  const people = customersOf(operator);
  const indexes = [...known.keys()].sort((a, b) => chance(seed, a, 10) - chance(seed, b, 10));
  const names = [...new Set([...known.values()].slice(0, 100).flatMap((figures) => [...figures.keys()]))].sort();
  const planted = new Float64Array(indexes.length);
  const kinds = new Uint8Array(indexes.length);
  const arm = new Uint8Array(indexes.length);
  const outcome = new Float64Array(indexes.length);
  const month = operator.months;
  for (const [row, index] of indexes.entries()) {
    const profile = people.profile(index);
    const organic = organicChance(operator, profile, family, month);
    const contacted = contactedChance(operator, profile, family, month, channel);
    planted[row] = reachChance(profile, channel) * (contacted - organic);
    kinds[row] = profile.group;
    arm[row] = chance(seed, index, 11) < 0.5 ? 1 : 0;
    outcome[row] = chance(seed, index, 12) < organic + (arm[row] === 1 ? planted[row] : 0) ? 1 : 0;
  }
  const table: Table = {
    rows: indexes.length,
    columns: names.map((name) => ({
      name,
      type: 'number',
      values: Float64Array.from(indexes, (index) => {
        const value = known.get(index)?.get(name) ?? Number.NaN;
        return Number.isFinite(value) ? value : Number.NaN;
      }),
    })),
  };
  return { trial: { table, arm, arms: ['pack'], outcome }, planted, kinds };
}

export interface Found {
  /** Rank correlation of foretold with planted effect, on the half that was not learnt from. */
  readonly spearman: number;
  readonly qini: number;
  /** The same for asking those who answer most. */
  readonly qiniByResponse: number;
  /** Of those the model would let sleep, the share that contact truly harms, and that it harms on the whole. */
  readonly harmedAmongAsleep: number;
  readonly harmedOfAll: number;
  /** Of those whom contact harms, the share that is let sleep. */
  readonly asleepOfHarmed: number;
  /** Of those let sleep, the share of the group that is planted to be reminded of leaving, and its share of all. */
  readonly leaversAmongAsleep: number;
  readonly leaversOfAll: number;
}

/** Learns on one half of a trial, and holds what it foretells for the other against what was planted. */
export async function findPlanted(
  { trial, planted, kinds }: PlayedTrial,
  learner: UpliftLearner,
  seed: number,
): Promise<Found> {
  const half = Math.floor(trial.arm.length / 2);
  const rows = Int32Array.from({ length: trial.arm.length }, (_, row) => row);
  const [learnt, held] = [rowsOfTrial(trial, rows.subarray(0, half)), rowsOfTrial(trial, rows.subarray(half))];
  const document = await learnUplift(learnt, { learner, seed });
  const effect = effectOf(document.arms[0]!, held.table);
  const untouched = scoreTable(document.untouched, held.table);
  const [arm] = reportUplift(document, held, seed).arms;
  const isAsleep = (i: number): boolean => groupOf(effect[i]!, untouched[i]!, document.groups) === 'do-not-wake';
  const leavers = groups.findIndex(({ id }) => id === 'leavers');
  const isHarmed = (i: number): boolean => planted[half + i]! < 0;
  const isLeaver = (i: number): boolean => kinds[half + i] === leavers;
  const all = Array.from(effect.keys());
  const [asleep, harmed] = [all.filter(isAsleep), all.filter(isHarmed)];
  const share = (of: readonly number[], is: (i: number) => boolean): number =>
    of.filter(is).length / Math.max(1, of.length);
  return {
    spearman: rankCorrelation(effect, planted.subarray(half)),
    qini: arm!.qini.estimate,
    qiniByResponse: arm!.qiniOfResponse,
    harmedAmongAsleep: share(asleep, isHarmed),
    harmedOfAll: share(all, isHarmed),
    asleepOfHarmed: share(harmed, isAsleep),
    leaversAmongAsleep: share(asleep, isLeaver),
    leaversOfAll: share(all, isLeaver),
  };
}
