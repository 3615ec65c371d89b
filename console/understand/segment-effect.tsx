import type { SegmentationDetail } from '#contract';
import { Badge, useFormat } from '#parts';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import { useGroupName, type SegmentProfile } from './segment-profile.ts';

/** Whether the segmentation is worth acting on: five counts, each measured, and whether it has aged. */
export function SegmentEffect({ of, profile }: { of: SegmentationDetail; profile: SegmentProfile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useGroupName(of);
  const tone = { steady: 'good', attention: 'attention', alarm: 'bad' } as const;
  return (
    <Panel title={t('understand.segments.effect.title')}>
      <dl className="segment-effect">
        {profile.effectiveness.map(({ count, value, holds, evidence }) => (
          <div key={count}>
            <dt>
              {t(`understand.segments.effect.${count}`)}{' '}
              <Badge tone={holds ? 'good' : 'attention'}>
                {t(holds ? 'understand.segments.effect.holds' : 'understand.segments.effect.fails')}
              </Badge>
            </dt>
            <dd>
              {t(`understand.segments.effect.${count}About`, {
                value: format.percent(value),
                group: name(String(evidence['group'] ?? '')),
                revenue: format.percent(Number(evidence['revenue'] ?? 0)),
                offers: Number(evidence['offers'] ?? 0),
              })}
            </dd>
          </div>
        ))}
        <div>
          <dt>
            {t('understand.segments.effect.drift')}{' '}
            <Badge tone={tone[profile.drift.level]}>{t(`understand.segments.effect.${profile.drift.level}`)}</Badge>
          </dt>
          <dd>{t('understand.segments.effect.driftAbout', { psi: format.decimal(profile.drift.psi, 3) })}</dd>
        </div>
      </dl>
    </Panel>
  );
}
