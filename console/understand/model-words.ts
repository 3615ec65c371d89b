import type { ModelState, ModelTarget, ModelVersion } from '#contract';
import { useFormat, type Tone } from '#parts';
import { useTranslation } from 'react-i18next';

/** What a model foretells, in words. */
export function useTargetWords(): (target: ModelTarget | null) => string {
  const { t } = useTranslation();
  return (target) => {
    if (target === null) return t('understand.models.targets.imported');
    switch (target.kind) {
      case 'churn':
      case 'value':
        return t(`understand.models.targets.${target.kind}`, { count: target.months });
      case 'take-up':
        return t('understand.models.targets.take-up', { count: target.months, offers: target.offers.join(', ') });
      case 'product':
        return t('understand.models.targets.product', { count: target.months, product: target.product });
      case 'arrears':
        return t('understand.models.targets.arrears', { count: target.months, days: target.daysLate });
      case 'rule':
        return t('understand.models.targets.rule', { count: target.months, rule: ruleText(target.rule) });
      case 'response':
      case 'uplift':
        return t(`understand.models.targets.${target.kind}`, { campaign: target.campaign });
      case 'look-alike':
        return t('understand.models.targets.look-alike', { rule: ruleText(target.rule) });
    }
  };
}

const ruleText = (rule: Extract<ModelTarget, { kind: 'rule' }>['rule']): string =>
  typeof rule === 'string' ? rule : 'text' in rule && typeof rule.text === 'string' ? rule.text : JSON.stringify(rule);

export const stateTone: Readonly<Record<ModelState, Tone>> = {
  draft: 'quiet',
  submitted: 'attention',
  approved: 'good',
  champion: 'accent',
  challenger: 'attention',
  retired: 'quiet',
};

/** The one figure that versions are compared by, with its name. */
export function useQuality(): (quality: ModelVersion['quality']) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (quality) =>
    quality === null
      ? '–'
      : `${t(`understand.models.measures.${quality.measure}`)} ${format.decimal(quality.value, 4)}`;
}
