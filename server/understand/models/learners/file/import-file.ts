import { readFile } from 'node:fs/promises';
import { formatOf, readModelFile } from '../read-model-file.ts';
import { renameInputs } from '../rename-inputs.ts';
import { writeWhole } from './write-whole.ts';

export interface ImportedFile {
  readonly format: string;
  readonly trees: number;
  readonly inputs: readonly string[];
  readonly notes: readonly string[];
  readonly out: string;
}

/** Turns a model made elsewhere into a document of ours. @throws Problem with everything that stands against it */
export async function importFile({
  file,
  out,
  fields = {},
}: {
  readonly file: string;
  readonly out: string;
  /** Names that the inputs are to have, by those in the model. */
  readonly fields?: Readonly<Record<string, string>>;
}): Promise<ImportedFile> {
  const bytes = await readFile(file);
  const format = formatOf(bytes);
  const read = readModelFile(format, format === 'onnx' ? bytes.toString('base64') : bytes.toString('utf8'));
  const document = renameInputs(read, fields);
  await writeWhole(out, `${JSON.stringify(document)}\n`);
  const notes = document.inputs.every(({ name }) => /^f\d+$/.test(name))
    ? ['The model names no fields: its inputs are called f0, f1, …; name them with --fields f0=…,f1=…']
    : [];
  return {
    format,
    trees: document.kind === 'trees' ? document.trees.length : 0,
    inputs: document.inputs.map(({ name }) => name),
    notes,
    out,
  };
}
