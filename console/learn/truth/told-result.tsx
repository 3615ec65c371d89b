import { useTranslation } from 'react-i18next';

const results = ['accepted', 'considering', 'declined', 'unreachable', 'wrong_details', 'do_not_disturb'] as const;

/** What the person told of the contact. */
export function ToldResult({ result }: { result: string }) {
  const { t } = useTranslation();
  const known = results.find((one) => one === result);
  return known ? t(`act.results.${known}`) : result;
}
