import type { Campaign } from '#contract';
import { Figure, useFormat } from '#parts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOfferNames } from '../app/names.ts';

/** A rule as its author wrote it; rule groups of the form are shown as what they hold. */
export function ruleText(rule: Campaign['file']['audience']): string {
  if (typeof rule === 'string') return rule;
  return 'text' in rule && typeof rule.text === 'string' ? rule.text : JSON.stringify(rule);
}

export function Design({ campaign: { file } }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const format = useFormat();
  const offer = useOfferNames();
  const { control, waiver } = file.experiment;
  return (
    <dl className="facts">
      <Fact name={t('act.campaign.rule')}>
        <code>{ruleText(file.audience)}</code>
      </Fact>
      <Fact name={t('act.campaign.offers')}>
        {file.offers.map((one) => (
          <div key={`${one.offer} ${one.when ?? ''}`}>
            {offer(one.offer)}{' '}
            {one.when && <span className="quiet">{t('act.campaign.offerWhen', { rule: one.when })}</span>}
          </div>
        ))}
      </Fact>
      <Fact name={t('act.campaign.channels')}>
        {file.channels.map((one) => `${t(`act.channels.${one.channel}`)} ${format.percent(one.share)}`).join(' · ')}
      </Fact>
      <Fact name={t('act.campaign.control')}>
        {format.percent(control)}
        {waiver && <div className="quiet">{t('act.campaign.controlWaived', waiver)}</div>}
      </Fact>
      <Fact name={t('act.campaign.success')}>
        {t('act.campaign.successRule', {
          order: file.success.order
            .split('|')
            .map((id) => offer(id.trim()))
            .join(' / '),
          days: file.success.within_days,
        })}
      </Fact>
      <Fact name={t('act.campaign.budget')}>
        <Figure kind="money" value={file.budget.total} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
