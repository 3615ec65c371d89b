import { readFile } from 'node:fs/promises';
import { Problem } from '#contract';
import { describeModelProblem, readModel, type ModelDocument } from '#query';

/** Reads a model document. @throws Problem with everything that is wrong with it */
export async function readModelText(path: string): Promise<ModelDocument> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Problem('invalid', 'file-not-found', `${path} cannot be read.`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Problem('invalid', 'not-json', `${path} is no JSON: ${(cause as Error).message}.`, { cause });
  }
  return checkedModel(json, path);
}

export function checkedModel(json: unknown, name: string): ModelDocument {
  const read = readModel(json);
  if (read.ok) return read.model;
  const problems = read.problems.map((problem) => ({
    code: problem.code,
    place: problem.place,
    message: describeModelProblem({ ...problem, place: '' }, 'en'),
  }));
  throw new Problem('invalid', 'bad-model', `${name} is no model that can be used.`, { problems });
}
