import { ChannelKind } from '#contract';
import { useTranslation } from 'react-i18next';
import { DayField, NumberField, Rows, SeveralField, TextField, useOfferOptions, useValue } from './fields.tsx';

export function When() {
  const { t } = useTranslation();
  const [waves] = useValue(['waves']);
  const last = (Array.isArray(waves) ? waves.at(-1) : undefined) as { start?: unknown; days?: unknown } | undefined;
  const begin = Date.parse(String(last?.start)) + (Number(last?.days) || 7) * 86_400_000;
  const start = Number.isFinite(begin) ? new Date(begin).toISOString().slice(0, 10) : '';
  return (
    <>
      <p className="quiet">{t('act.guide.wavesHelp')}</p>
      <Rows path={['waves']} fresh={{ share: 0.5, start, days: 10 }} add={t('act.guide.addWave')}>
        {(at, i) => (
          <>
            <span className="guide-channel">{t('learn.report.wave', { wave: i + 1 })}</span>
            <NumberField path={[...at, 'share']} label={t('act.guide.share')} unit="%" max={100} percent />
            <DayField path={[...at, 'start']} label={t('act.campaigns.start')} />
            <NumberField
              path={[...at, 'days']}
              label={t('act.campaign.days')}
              unit={t('act.guide.dayUnit')}
              min={1}
              max={366}
            />
            <TextField
              path={[...at, 'gate']}
              label={t('act.campaign.gate')}
              help={t('act.guide.gateHelp')}
              mono
              mayGo
            />
          </>
        )}
      </Rows>
    </>
  );
}

export function Cost() {
  const { t } = useTranslation();
  const offers = useOfferOptions();
  const [value] = useValue(['channels']);
  const kinds = (Array.isArray(value) ? (value as readonly { channel?: string }[]) : []).flatMap(
    (one) => ChannelKind.options.find((known) => known === one.channel) ?? [],
  );
  return (
    <>
      <div className="guide-pair">
        <SeveralField
          path={['success', 'order']}
          label={t('act.campaign.success')}
          help={t('act.guide.successHelp')}
          options={offers}
          join="|"
        />
        <NumberField
          path={['success', 'within_days']}
          label={t('act.guide.within')}
          unit={t('act.guide.dayUnit')}
          min={1}
          max={366}
        />
      </div>
      <div className="guide-three">
        <NumberField path={['budget', 'total']} label={t('act.campaign.budget')} unit={t('act.guide.yuan')} />
        <NumberField path={['budget', 'fixed']} label={t('act.guide.fixed')} unit={t('act.guide.yuan')} />
        <NumberField path={['budget', 'reward_per_success']} label={t('act.guide.reward')} unit={t('act.guide.yuan')} />
      </div>
      <h3 className="subhead">{t('act.guide.perContact')}</h3>
      <div className="guide-three">
        {kinds.map((kind) => (
          <NumberField
            key={kind}
            path={['budget', 'per_contact', kind]}
            label={t(`act.channels.${kind}`)}
            unit={t('act.guide.yuan')}
          />
        ))}
      </div>
    </>
  );
}
