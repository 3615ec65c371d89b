import { Problem, type ProblemDetail } from '#contract';
import { useProblemWords } from '#parts';
import { useTranslation } from 'react-i18next';

/** What is wrong with a scheme, each with its place; nothing where it was refused for another reason. */
export const problemsOf = (error: unknown): readonly ProblemDetail[] =>
  error instanceof Problem ? error.problems : [];

interface ProblemsAtProps {
  readonly problems: readonly ProblemDetail[];
  /** `terms.0.formula`. */
  readonly place: string;
}

/** What is wrong at one place, under it. */
export function ProblemsAt({ problems, place }: ProblemsAtProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  const here = problems.filter((one) => one.place === place);
  if (here.length === 0) return null;
  return (
    <ul className="problems-at" role="alert">
      {here.map((one) => (
        <li key={`${one.code} ${one.message}`}>
          {words(one)}
          {one.suggestion !== undefined && ` ${t('learn.schemes.meant', { name: one.suggestion })}`}
        </li>
      ))}
    </ul>
  );
}
