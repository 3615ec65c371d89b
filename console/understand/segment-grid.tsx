import type { SegmentationDetail } from '#contract';
import { Figure, useFormat, useText } from '#parts';
import { useTranslation } from 'react-i18next';
import { Panel } from '../app/page.tsx';
import { HeatCell } from './heat-cell.tsx';
import { useGroupName, type SegmentProfile } from './segment-profile.ts';

/** Groups down, value bands across: how many customers, and what share of the revenue. */
export function SegmentGrid({ of, profile }: { of: SegmentationDetail; profile: SegmentProfile }) {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const name = useGroupName(of);
  const cell = (group: string, band: string) =>
    profile.grid.find((one) => one.group === group && one.band === band) ?? { customers: 0, revenueShare: null };
  const most = Math.max(0.01, ...profile.grid.map(({ revenueShare }) => revenueShare ?? 0));
  return (
    <Panel title={t('understand.segments.grid.title')}>
      <p className="quiet">{t('understand.segments.grid.about')}</p>
      <div className="segment-scroll" role="group" aria-label={t('understand.segments.grid.title')} tabIndex={0}>
        <table className="segment-heat">
          <thead>
            <tr>
              <th scope="col">{t('understand.segments.profile.group')}</th>
              {of.bands.map((band) => (
                <th scope="col" colSpan={2} key={band.id} className="segment-measure">
                  {text(band.name)}
                  {band.from !== null && <span className="quiet"> ≥ {format.decimal(band.from, 0)}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {of.groupList.map(({ id }) => (
              <tr key={id}>
                <th scope="row">{name(id)}</th>
                {of.bands.map((band) => {
                  const { customers, revenueShare } = cell(id, band.id);
                  return [
                    <td key={`${band.id}-customers`} className="segment-figure">
                      <Figure value={customers} />
                    </td>,
                    <HeatCell
                      key={band.id}
                      value={revenueShare}
                      scale={most}
                      shown={revenueShare === null ? '–' : format.percent(revenueShare)}
                      exact={t('understand.segments.grid.revenue')}
                    />,
                  ];
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
