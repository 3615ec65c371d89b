import type { TreesDocument } from '#query';
import { chance } from '../chance.ts';
import type { TreesOptions } from '../options.ts';
import type { Table } from '../table.ts';
import { binTable, type Binned } from './bin-table.ts';
import { createBoard, type Board, type Growth } from './board.ts';
import { boost, type Boosted } from './boost.ts';
import { choose } from './choose.ts';
import { leadCrew, release, startHelper } from './crew.ts';
import type { Answers } from './loss.ts';
import { settingsOf, type Settings } from './settings.ts';
import { toDocument } from './to-document.ts';

export interface Training {
  readonly table: Table;
  readonly target: Float64Array;
  readonly options: Omit<TreesOptions, 'signal'>;
  readonly threads: number;
}

/** Everything from the table to the document, in this thread and its helpers. */
export function train({ table, target, options, threads }: Training): TreesDocument {
  const settings = settingsOf(table.rows, table.columns.length, options);
  const { seed } = settings.boosting;
  const binned = binTable(table, { bins: settings.bins, seed, monotone: options.monotone ?? {} });
  const answers: Answers = { target, weights: options.weights };
  const board = createBoard(binned, widest(settings.candidates));
  const helpers = Math.min(threads, binned.fields.length) - 1;
  for (let i = 0; i < helpers; i++) startHelper(board);
  try {
    const { boosted, growth } = boostWith(board, Math.max(0, helpers), binned, answers, settings);
    return toDocument(binned, boosted, settings.boosting.loss, {
      learner: 'trees',
      rows: table.rows,
      leaves: growth.leaves,
      rate: growth.rate,
      seed,
    });
  } finally {
    release(board);
  }
}

const widest = (candidates: readonly Growth[]): Growth =>
  candidates.reduce((wide, growth) => (growth.leaves > wide.leaves ? growth : wide));

function boostWith(
  board: Board,
  helpers: number,
  binned: Binned,
  answers: Answers,
  settings: Settings,
): { boosted: Boosted; growth: Growth } {
  // Helpers read the growth from the board they were started with, so each candidate's travels with its jobs.
  const open = (growth: Growth) => {
    const own = { ...board, growth };
    return { board: own, crew: leadCrew(own, helpers) };
  };
  const all = Uint32Array.from({ length: binned.rows }, (_, row) => row);
  const none = new Uint32Array(0);
  const { boosting, candidates, folds, share } = settings;
  const [only] = candidates;
  if (folds === 0) return { boosted: boost(open(only!), answers, boosting, all, none), growth: only! };
  if (folds === 1) return stopOnShare(open, answers, settings, all, share);
  const chosen = choose(open, answers, boosting, candidates, folds);
  // The whole table has more rows than a fold leaves, and bears so many more rounds.
  const rounds = Math.round((chosen.rounds * folds) / (folds - 1));
  return { boosted: boost(open(chosen.growth), answers, { ...boosting, rounds }, all, none), growth: chosen.growth };
}

function stopOnShare(
  open: (growth: Growth) => { board: Board; crew: ReturnType<typeof leadCrew> },
  answers: Answers,
  { boosting, candidates }: Settings,
  all: Uint32Array,
  share: number,
) {
  const growth = candidates[0]!;
  const isHeldOut = (row: number) => chance(boosting.seed + 2, row, 3) < share;
  const rows = all.filter((row) => !isHeldOut(row));
  const boosted = boost(open(growth), answers, boosting, rows, all.filter(isHeldOut));
  const best = boosted.losses.indexOf(Math.min(...boosted.losses));
  return { boosted: { ...boosted, trees: boosted.trees.slice(0, best) }, growth };
}
