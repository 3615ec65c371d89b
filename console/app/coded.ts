import { useTranslation } from 'react-i18next';

/**
 * Words for codes that the server sends as text, from one branch of the dictionary; undefined for a code that this
 * console does not know yet.
 */
export function useCoded(
  branch:
    | 'act.channels'
    | 'act.reasons'
    | 'act.results'
    | 'administration.findings'
    | 'app.jobs'
    | 'app.steps'
    | 'know.reasons'
    | 'learn.analysis.methods'
    | 'learn.caveats'
    | 'learn.warnings'
    | 'plan.unserved.reasons',
): (code: string, values?: Readonly<Record<string, string>>) => string | undefined {
  const { i18n } = useTranslation();
  // The key is made of data, so the dictionary's types cannot vouch for it; `exists` does.
  const translate = i18n.t as unknown as (key: string, values: object) => string;
  return (code, values = {}) => (i18n.exists(`${branch}.${code}`) ? translate(`${branch}.${code}`, values) : undefined);
}
