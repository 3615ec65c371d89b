import { Problem } from '#contract';
import { nearest, type ModelDocument } from '#query';

/**
 * A model made elsewhere under the names that the fields have here: `fields` gives ours by the model's.
 * @throws Problem (invalid, unknown-input) with each name that the model does not have
 */
export function renameInputs(document: ModelDocument, fields: Readonly<Record<string, string>>): ModelDocument {
  const names = document.inputs.map(({ name }) => name);
  const problems = Object.keys(fields)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearest(name, names);
      const message = `The model has no input ${name}.`;
      return {
        code: 'unknown-input',
        place: `fields.${name}`,
        message,
        ...(near !== undefined && { suggestion: near }),
      };
    });
  if (problems.length > 0)
    throw new Problem('invalid', 'unknown-input', `The model has the inputs ${names.slice(0, 20).join(', ')}.`, {
      problems,
    });
  return {
    ...document,
    inputs: document.inputs.map((input) => ({ ...input, name: fields[input.name] ?? input.name })),
  };
}
