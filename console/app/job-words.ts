import { type Job, ProblemDocument } from '#contract';
import { useProblemWords } from '#parts';
import { useCoded } from './coded.ts';

/** What a job is called, what it is at, and why it failed, in the reader's words; in the server's where there are none. */
export function useJobWords() {
  const nameOf = useCoded('app.jobs');
  const stepOf = useCoded('app.steps');
  const problem = useProblemWords();
  const failure = (job: Pick<Job, 'problem'>): string => {
    const document = problemOf(job);
    return document ? problem({ ...document, message: document.title }) : '';
  };
  const step = ({ message }: Pick<Job, 'message'>): string => {
    if (message === null) return '';
    const { code, values } = codeOfStep(message);
    return stepOf(code, values) ?? message;
  };
  return {
    name: ({ name }: Pick<Job, 'name'>): string => nameOf(name) ?? name,
    step,
    failure,
    /** The one or the other. */
    told: (job: Pick<Job, 'problem' | 'message'>): string => failure(job) || step(job),
  };
}

export const problemOf = ({ problem }: Pick<Job, 'problem'>): ProblemDocument | undefined =>
  ProblemDocument.safeParse(problem).data;

/** `k 3–10: 8/8` has the code `k-#-#-#-#`, and its numbers by their place. */
export function codeOfStep(message: string): { code: string; values: Readonly<Record<string, string>> } {
  const numbers = message.match(/\d+/g) ?? [];
  const code = message
    .toLowerCase()
    .replace(/\d+/g, '#')
    .replace(/[^a-z#]+/g, '-');
  return { code, values: Object.fromEntries(numbers.entries()) };
}
