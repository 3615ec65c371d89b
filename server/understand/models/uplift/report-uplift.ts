import type { UpliftArm, UpliftGroup, UpliftReport } from '#contract';
import { scoreTable } from '../learners/score-table.ts';
import { take } from '../learners/table.ts';
import { figuresOf, rankingOf, type Judged } from './curve.ts';
import { judge, upliftDeciles, upliftOfRows } from './judge.ts';
import { effectOf } from './learn-uplift.ts';
import { rowsOfArm, type Trial } from './trial.ts';
import { groupOf, type UpliftDocument } from './uplift-document.ts';

export const upliftShares: readonly number[] = [0.1, 0.2, 0.3];
const groupNames: readonly UpliftGroup[] = ['persuadable', 'sure-thing', 'lost-cause', 'do-not-wake'];

/** How well the document tells whom contact changes, on customers it has not learnt from. */
export function reportUplift(document: UpliftDocument, held: Trial, seed: number): Omit<UpliftReport, 'importance'> {
  const scores = scoresOfTrial(document, held);
  return {
    kind: 'uplift',
    learner: document.learner,
    customers: held.arm.length,
    arms: held.arms.map((_, at) => reportArm(held, at, scores, seed)),
    groups: reportGroups(document, held, scores),
  };
}

/** Foretold of each held-out row: the effect of each arm, and the chance to answer without contact. */
export interface UpliftScores {
  readonly effects: readonly Float64Array[];
  readonly untouched: Float64Array;
}

export const scoresOfTrial = (document: UpliftDocument, { table }: Trial): UpliftScores => ({
  effects: document.arms.map((arm) => effectOf(arm, table)),
  untouched: scoreTable(document.untouched, table),
});

/** Held-out rows of one arm and control, with the score to be judged. */
function judgedOf(held: Trial, arm: number, score: Float64Array): Judged {
  const rows = rowsOfArm(held.arm, arm);
  return {
    score: take(score, rows),
    treated: Uint8Array.from(rows, (row) => (held.arm[row] === 0 ? 0 : 1)),
    outcome: take(held.outcome, rows),
    ...(held.weights && { weights: take(held.weights, rows) }),
  };
}

/** How well scores of an arm (its place among the arms) tell whom contact changes. */
export function reportArm(held: Trial, at: number, { effects, untouched }: UpliftScores, seed: number): UpliftArm {
  const effect = effects[at]!;
  const judged = judgedOf(held, at + 1, effect);
  // Who answers most when contacted: what is foretold without contact, and what contact adds.
  const response = judgedOf(
    held,
    at + 1,
    effect.map((of, row) => of + untouched[row]!),
  );
  const found = judge(judged, upliftShares, seed);
  const own = judged.weights ?? new Float64Array(judged.score.length).fill(1);
  const plain = figuresOf(rankingOf(response.score), response, own, upliftShares);
  const treated = judged.treated.reduce((sum, t) => sum + t, 0);
  return {
    arm: held.arms[at] ?? '',
    treated,
    control: judged.treated.length - treated,
    effect: found.effect,
    qini: found.qini,
    qiniOfResponse: plain.qini,
    areaUnderUplift: found.area,
    upliftAt: [...found.upliftAt],
    curve: found.curve.map(({ share, uplift }, point) => ({
      share,
      model: uplift,
      response: plain.curve[point] ?? 0,
      random: found.effect.estimate * share,
    })),
    deciles: upliftDeciles(judged),
  };
}

/** The four groups of the first arm, with the uplift that was really seen in each. */
function reportGroups(
  { groups }: UpliftDocument,
  held: Trial,
  { effects, untouched }: UpliftScores,
): UpliftReport['groups'] {
  const [first] = effects;
  if (!first) return [];
  const judged = judgedOf(held, 1, first);
  const chance = take(untouched, rowsOfArm(held.arm, 1));
  const names = Array.from(judged.score, (effect, i) => groupOf(effect, chance[i]!, groups));
  return groupNames.map((group) => {
    const rows = Int32Array.from([...names.keys()].filter((i) => names[i] === group));
    let [control, answered] = [0, 0];
    for (const row of rows)
      if (judged.treated[row] === 0) {
        const weight = judged.weights?.[row] ?? 1;
        control += weight;
        answered += weight * judged.outcome[row]!;
      }
    return {
      group,
      customers: rows.length,
      uplift: upliftOfRows(judged, rows),
      responseOfControl: control === 0 ? 0 : answered / control,
    };
  });
}
