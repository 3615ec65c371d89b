import { Problem } from '#contract';
import { useTranslation } from 'react-i18next';

interface Told {
  readonly code: string;
  readonly message: string;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * A problem in the reader's words: by its code where the dictionary has it, else as the server put it.
 * Apps add the codes of their screens to their own dictionary under `problems`.
 */
export function useProblemWords(): (problem: Told) => string {
  const { i18n } = useTranslation();
  return ({ code, message, parameters }) => {
    const key = ['console:problems.', 'field:problems.', 'parts:problems.']
      .map((p) => p + code)
      .find((k) => i18n.exists(k));
    if (key === undefined) return message;
    // The key was made of what the server sent, so its type cannot be known here; `exists` has just looked.
    const translate = i18n.t as unknown as (key: string, values: object) => string;
    const told = translate(key, { ...parameters });
    // Without its parameters a sentence has holes; then the server's own is better.
    return told.includes('{{') ? message : told;
  };
}

/** Anything that was thrown, in one sentence: a problem by its code, no answer at all, or a fault of this page. */
export function useErrorWords(): (error: unknown) => string {
  const { t } = useTranslation('parts');
  const words = useProblemWords();
  return (error) => {
    if (error instanceof Problem) return words(error);
    return t(isUnreachable(error) ? 'states.unreachable' : 'states.fault');
  };
}

/** `fetch` throws a TypeError where no answer came at all. */
export const isUnreachable = (error: unknown): boolean =>
  error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
