import { useCoded } from './coded.ts';

/** What the server says in a few words, in the reader's: from one branch of the dictionary, else as the server put it. */
export function useServerWords(branch: Parameters<typeof useCoded>[0]): (said: string) => string {
  const words = useCoded(branch);
  return (said) => {
    const { code, values } = codeOfWords(said);
    return words(code, values) ?? said;
  };
}

/** `k 3–10: 8/8` has the code `k-#-#-#-#`, and its numbers by their place. */
export function codeOfWords(said: string): { code: string; values: Readonly<Record<string, string>> } {
  const number = /\d+(?:\.\d+)*/g;
  const code = said
    .toLowerCase()
    .replace(number, '#')
    .replace(/[^a-z#]+/g, '-')
    .replace(/-$/, '');
  return { code, values: Object.fromEntries((said.match(number) ?? []).entries()) };
}
