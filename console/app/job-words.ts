import { type Job, ProblemDocument } from '#contract';
import { useProblemWords } from '#parts';
import { useCoded } from './coded.ts';
import { useServerWords } from './server-words.ts';

/** What a job is called, what it is at, and why it failed, in the reader's words; in the server's where there are none. */
export function useJobWords() {
  const nameOf = useCoded('app.jobs');
  const step = useServerWords('app.steps');
  const problem = useProblemWords();
  const failure = (job: Pick<Job, 'problem'>): string => {
    const document = problemOf(job);
    return document ? problem({ ...document, message: document.title }) : '';
  };
  return {
    name: ({ name }: Pick<Job, 'name'>): string => nameOf(name) ?? name,
    step: ({ message }: Pick<Job, 'message'>): string => step(message ?? ''),
    failure,
    /** The one or the other. */
    told: (job: Pick<Job, 'problem' | 'message'>): string => failure(job) || step(job.message ?? ''),
  };
}

export const problemOf = ({ problem }: Pick<Job, 'problem'>): ProblemDocument | undefined =>
  ProblemDocument.safeParse(problem).data;
