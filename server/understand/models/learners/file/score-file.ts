import { csvLine } from '#platform/files';
import type { ModelDocument } from '#query';
import { scoreTable } from '../score-table.ts';
import { openCells, type CellFile } from './cells-of-file.ts';
import { namesRows } from './choose-columns.ts';
import { tableOf, type Wanted } from './read-table.ts';
import { readModelText } from './read-model.ts';
import { refuseMissing } from './train-file.ts';
import { writeWhole } from './write-whole.ts';

export interface ScoreFile {
  readonly model: string;
  readonly file: string;
  readonly out: string;
}
export interface ScoredFile {
  readonly rows: number;
  readonly mean_score: number;
  readonly ms: number;
  readonly out: string;
}

/** Scores every row of a file, in its order and in constant memory: its number, the columns that name it, its score. @throws Problem */
export async function scoreFile({ model: modelPath, file: path, out }: ScoreFile): Promise<ScoredFile> {
  const began = performance.now();
  const model = await readModelText(modelPath);
  const file = await openCells(path);
  refuseMissing(
    file,
    model.inputs.filter(({ name }) => !file.columns.includes(name)).map(({ name }) => ({ option: path, name })),
  );
  const totals = { rows: 0, sum: 0 };
  await writeWhole(out, lines(model, file, totals));
  return { rows: totals.rows, mean_score: totals.sum / totals.rows, ms: Math.round(performance.now() - began), out };
}

async function* lines(
  model: ModelDocument,
  file: CellFile,
  totals: { rows: number; sum: number },
): AsyncGenerator<string> {
  const kept = file.columns.filter((name) => namesRows(name));
  const places = kept.map((name) => file.columns.indexOf(name));
  const wanted: readonly Wanted[] = model.inputs;
  yield csvLine(['row', ...kept, 'score']);
  for await (const block of file.rows()) {
    const scores = scoreTable(model, tableOf(file.columns, block, wanted));
    let text = '';
    for (const [i, cells] of block.entries()) {
      text += csvLine([++totals.rows, ...places.map((place) => cells[place] ?? ''), scores[i]!]);
      totals.sum += scores[i]!;
    }
    yield text;
  }
}
