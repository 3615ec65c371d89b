import { useTranslation } from 'react-i18next';

/**
 * Words for codes that the server sends as text, from one branch of the dictionary; a code that this console does not
 * know yet is shown as it is, which is better than nothing.
 */
export function useCoded(branch: 'act.reasons' | 'learn.caveats'): (code: string) => string {
  const { i18n } = useTranslation();
  // The key is made of data, so the dictionary's types cannot vouch for it; `exists` does.
  const translate = i18n.t as unknown as (key: string) => string;
  return (code) => (i18n.exists(`${branch}.${code}`) ? translate(`${branch}.${code}`) : code);
}
