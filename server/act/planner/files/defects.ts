import { Problem } from '#contract';

/** What is wrong with files, each with its file and line. */
export interface Defects {
  readonly add: (file: string, line: number, message: string) => void;
  readonly count: () => number;
  /** @throws Problem naming the defects, when there is one. */
  readonly refuse: () => void;
}

/** So many are told; the rest are counted. */
const mostTold = 100;

export function collectDefects(): Defects {
  const told: { file: string; line: number; message: string }[] = [];
  let count = 0;
  return {
    add: (file, line, message) => {
      count++;
      if (told.length < mostTold) told.push({ file, line, message });
    },
    count: () => count,
    refuse: () => {
      if (count === 0) return;
      const problems = told.map(({ file, line, message }) => ({
        code: 'bad-row',
        message,
        place: line > 0 ? `${file}:${line}` : file,
      }));
      const more = count > told.length ? ` The first ${told.length} are named.` : '';
      throw new Problem(
        'invalid',
        'bad-plan-files',
        `${count} ${count === 1 ? 'defect' : 'defects'} in the files; nothing was planned.${more}`,
        {
          problems,
          parameters: { defects: count },
        },
      );
    },
  };
}
