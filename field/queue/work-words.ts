import { useTranslation } from 'react-i18next';
import type { Work } from '../offline/work.ts';

/** A piece of work in a few words. */
export function useWorkWords(): (work: Work) => string {
  const { t } = useTranslation('field');
  return (work) => {
    if (work.kind === 'appeal') return t(`queue.appeal.${work.appeal.kind}`);
    if (work.kind === 'report') return t(`queue.report.${work.report.kind}`);
    const { kind, result } = work.action;
    if (kind !== 'result') return t(`queue.action.${kind}`);
    const reason = result?.declineReason ? ` · ${t(`result.reason.${result.declineReason}`)}` : '';
    return result ? t(`result.${result.kind}`) + reason : '';
  };
}
