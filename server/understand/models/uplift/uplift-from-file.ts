import { Problem, type ProblemDetail } from '#contract';
import { foldsOf, splitFold } from '../learners/folds.ts';
import { takeRows, type Column, type Table } from '../learners/table.ts';
import { openCells } from '../learners/file/cells-of-file.ts';
import { chooseColumns } from '../learners/file/choose-columns.ts';
import { readTable, type Wanted } from '../learners/file/read-table.ts';
import { surveyColumns } from '../learners/file/survey-columns.ts';
import { writeWhole } from '../learners/file/write-whole.ts';
import { learnUplift, type UpliftLearner, type UpliftOptions } from './learn-uplift.ts';
import { applyPolicy, chooseThreshold, netIncrementalRevenue, type PolicyTerms } from './policy.ts';
import { reportArm, scoresOfTrial, type UpliftScores } from './report-uplift.ts';
import { checkTrial, rowsOfTrial, type Trial } from './trial.ts';

export interface UpliftFileOptions {
  readonly treatment: string;
  readonly outcome: string;
  readonly control: string | undefined;
  readonly exclude: readonly string[];
  readonly learner: UpliftLearner;
  readonly folds: number;
  readonly seed: number;
  readonly test: string | undefined;
  readonly out: string | undefined;
  readonly policy: PolicyTerms | undefined;
  readonly onStep: (fraction: number, message: string) => void;
}

/**
 * Learns from a randomised csv or tsv file whom contact changes, and judges on rows held out: each fold by a model of
 * the others, or a test file by a model of the whole file.
 * @throws Problem with everything that is wrong of files and columns
 */
export async function upliftFromFile(path: string, options: UpliftFileOptions) {
  const began = performance.now();
  const learnt = await readTrial(path, options);
  checkTrial(learnt);
  const { onStep, learner, seed, folds } = options;
  const uplift: UpliftOptions = { learner, seed };
  onStep(0.05, 'learning');
  // Scores of rows by models that have not seen them: to judge by, and for the policy to choose its threshold.
  const needsFolds = options.test === undefined || options.policy !== undefined;
  const own = needsFolds
    ? await heldOutScores(learnt, uplift, folds, (share) => onStep(0.05 + 0.6 * share, 'folds'))
    : undefined;
  const needsWhole = options.test !== undefined || options.out !== undefined;
  const document = needsWhole ? await learnUplift(learnt, uplift) : undefined;
  onStep(0.8, 'judging');
  const test = options.test === undefined ? undefined : await readTrial(options.test, options, learnt.arms);
  const judged = test && document ? scoresOfTrial(document, test) : own!;
  const held = test ?? learnt;
  if (options.out !== undefined) await writeWhole(options.out, `${JSON.stringify(document)}\n`);
  return {
    learner,
    rows: learnt.arm.length,
    held_out: held.arm.length,
    ms: Math.round(performance.now() - began),
    arms: held.arms.map((_, at) => armDocument(reportArm(held, at, judged, seed))),
    ...(options.policy && own && { policy: policyOf(learnt, own, held, judged, options.policy) }),
  };
}

async function heldOutScores(
  trial: Trial,
  options: UpliftOptions,
  folds: number,
  onFold: (share: number) => void,
): Promise<UpliftScores> {
  const rows = trial.arm.length;
  // Each fold has its share of every arm and outcome.
  const fold = foldsOf(
    Float64Array.from(trial.outcome, (y, row) => trial.arm[row]! * 2 + (y > 0 ? 1 : 0)),
    folds,
    options.seed,
  );
  const scores: UpliftScores = {
    effects: trial.arms.map(() => new Float64Array(rows)),
    untouched: new Float64Array(rows),
  };
  for (let which = 0; which < folds; which++) {
    const { inside, outside } = splitFold(fold, which);
    const part = scoresOfTrial(await learnUplift(rowsOfTrial(trial, outside), options), rowsOfTrial(trial, inside));
    for (const [i, row] of inside.entries()) {
      for (const [arm, effect] of part.effects.entries()) scores.effects[arm]![row] = effect[i]!;
      scores.untouched[row] = part.untouched[i]!;
    }
    onFold((which + 1) / folds);
  }
  return scores;
}

/** The policy that earned most on held-out scores of the first file, applied to the rows that are judged. */
function policyOf(learnt: Trial, own: UpliftScores, held: Trial, judged: UpliftScores, terms: PolicyTerms) {
  const seen = ({ arm, outcome }: Trial, { effects }: UpliftScores) => ({
    score: effects[0]!,
    treated: Uint8Array.from(arm, (of) => (of === 0 ? 0 : 1)),
    outcome,
  });
  const result = applyPolicy(chooseThreshold(seen(learnt, own), terms), seen(held, judged), terms);
  return {
    threshold: result.threshold,
    share: result.share,
    contacted: result.contacted,
    net_incremental_revenue: result.netIncrementalRevenue,
    everybody: netIncrementalRevenue(() => true, seen(held, judged), terms),
  };
}

function armDocument(report: ReturnType<typeof reportArm>) {
  const { arm, treated, control, effect, qini, qiniOfResponse, areaUnderUplift, upliftAt } = report;
  return {
    arm,
    treated,
    control,
    effect,
    qini,
    qini_of_response: qiniOfResponse,
    area_under_uplift: areaUnderUplift,
    uplift_at: upliftAt,
  };
}

const controlNames = new Set(['0', 'no', 'false', 'control', 'n', 'none']);

/** @throws Problem with each column that is not there, and what cannot be read of treatment and outcome. */
async function readTrial(path: string, options: UpliftFileOptions, known?: readonly string[]): Promise<Trial> {
  const file = await openCells(path);
  const { treatment, outcome, exclude } = options;
  refuse(
    [
      ['treatment', treatment] as const,
      ['outcome', outcome] as const,
      ...exclude.map((name) => ['exclude', name] as const),
    ]
      .filter(([, name]) => !file.columns.includes(name))
      .map(([place, name]) => ({
        code: 'unknown-column',
        place,
        message: `${path} has no column ${name}; it has ${file.columns.slice(0, 20).join(', ')}.`,
      })),
  );
  const survey = await surveyColumns(file);
  const { wanted } = chooseColumns(survey, new Set([treatment, outcome, ...exclude]));
  const own: readonly Wanted[] = [
    { name: treatment, type: 'text' },
    { name: outcome, type: 'text' },
  ];
  const table = await readTable(file, survey.rows, [...own, ...wanted]);
  return trialOf(table, options, known);
}

function trialOf(
  table: Table,
  { treatment, outcome, control: named }: UpliftFileOptions,
  known?: readonly string[],
): Trial {
  const arms = textsOf(table.columns[0]!);
  const present = [...new Set(arms)].filter((text) => text !== '').sort();
  const control = named ?? present.find((text) => controlNames.has(text.toLowerCase()));
  if (control === undefined || !present.includes(control))
    refuse([
      {
        code: 'no-control',
        place: 'control',
        message: `Which value of ${treatment} is the control group? It has ${present.slice(0, 20).join(', ')}: name it with --control.`,
      },
    ]);
  const treated = known ?? present.filter((text) => text !== control);
  const answers = textsOf(table.columns[1]!).map(numberOf);
  const rows = Int32Array.from(answers.keys()).filter(
    (row) => !Number.isNaN(answers[row]!) && (arms[row] === control || treated.includes(arms[row]!)),
  );
  if (rows.length === 0)
    refuse([
      {
        code: 'no-rows',
        place: 'outcome',
        message: `No row has both a treatment and an outcome that is a number or yes and no (${treatment}, ${outcome}).`,
      },
    ]);
  return {
    table: takeRows({ rows: table.rows, columns: table.columns.slice(2) }, rows),
    arms: treated,
    arm: Uint8Array.from(rows, (row) => treated.indexOf(arms[row]!) + 1),
    outcome: Float64Array.from(rows, (row) => answers[row]!),
  };
}

function refuse(problems: readonly ProblemDetail[]): void {
  const [first] = problems;
  if (first) throw new Problem('invalid', 'uplift-file-invalid', first.message, { problems });
}

const textsOf = (column: Column): string[] =>
  column.type === 'text' ? Array.from(column.codes, (code) => column.values[code] ?? '') : [];

const words: Readonly<Record<string, number>> = { yes: 1, no: 0, true: 1, false: 0, y: 1, n: 0 };
const numberOf = (text: string): number =>
  words[text.toLowerCase()] ?? (text.trim() === '' ? Number.NaN : Number(text));
