import type { SegmentationDetail } from '#contract';
import { Figure, useFormat, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer, Panel } from '../app/page.tsx';
import { HeatCell } from './heat-cell.tsx';
import { SegmentDrawer } from './segment-drawer.tsx';
import { SegmentEffect } from './segment-effect.tsx';
import { SegmentGrid } from './segment-grid.tsx';
import { profileOf, useGroupName, type SegmentProfile } from './segment-profile.ts';

/** Who the groups are: size, revenue, what sets each apart; and what becomes of them. */
export function SegmentGroups({ of }: { of: SegmentationDetail }) {
  const profile = useQuery(profileOf(of));
  return (
    <Answer of={profile}>
      {(data) => (
        <div className="panels">
          <HeatMap of={of} profile={data} />
          <div className="segment-below">
            {data.grid.length > 0 && <SegmentGrid of={of} profile={data} />}
            <SegmentEffect of={of} profile={data} />
          </div>
        </div>
      )}
    </Answer>
  );
}

function HeatMap({ of, profile }: { of: SegmentationDetail; profile: SegmentProfile }) {
  const { t } = useTranslation();
  const text = useText();
  const [opened, setOpened] = useState<string>();
  const group = of.groupList.find(({ id }) => id === opened);
  return (
    <Panel title={t('understand.segments.profile.title')} more={<Legend />}>
      <div className="segment-scroll" role="group" aria-label={t('understand.segments.profile.title')} tabIndex={0}>
        <table className="segment-heat">
          <thead>
            <tr>
              <th scope="col">{t('understand.segments.profile.group')}</th>
              <th scope="col">{t('understand.segments.profile.customers')}</th>
              <th scope="col">{t('understand.segments.profile.share')}</th>
              <th scope="col">{t('understand.segments.profile.revenue')}</th>
              {of.plan.measures.map(({ id, label }) => (
                <th scope="col" key={id} className="segment-measure">
                  {text(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {profile.groups.map((one) => (
              <GroupRow key={one.id ?? ''} of={of} one={one} onOpen={() => setOpened(one.id ?? undefined)} />
            ))}
          </tbody>
        </table>
      </div>
      {group && <SegmentDrawer key={group.id} of={of} group={group} onClose={() => setOpened(undefined)} />}
    </Panel>
  );
}

function GroupRow(props: { of: SegmentationDetail; one: SegmentProfile['groups'][number]; onOpen: () => void }) {
  const { of, one, onOpen } = props;
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const name = useGroupName(of);
  const goal = of.groupList.find(({ id }) => id === one.id)?.strategy?.goal;
  return (
    <tr>
      <th scope="row">
        {one.id === null ? (
          <span className="quiet">{t('understand.segments.profile.nobody')}</span>
        ) : (
          <Button type="link" size="small" onClick={onOpen}>
            {name(one.id)}
          </Button>
        )}
        {goal && <span className="quiet"> · {t(`understand.segments.goals.${goal}`)}</span>}
        <div className="segment-words">
          {one.id === null ? t('understand.segments.profile.nobodyAbout') : text(one.words)}
        </div>
      </th>
      <td className="segment-figure">
        <Figure value={one.customers} />
      </td>
      <td className="segment-figure">{format.percent(one.share)}</td>
      <td className="segment-figure">{one.revenueShare === null ? '–' : format.percent(one.revenueShare)}</td>
      {of.plan.measures.map(({ id, label }, m) => (
        <HeatCell
          key={id}
          value={one.differences[m] ?? null}
          scale={2}
          shown={one.differences[m] === null ? '–' : format.decimal(one.differences[m] ?? 0, 1)}
          exact={`${text(label)}: ${one.means[m] === null ? '–' : format.decimal(one.means[m] ?? 0, 2)}`}
        />
      ))}
    </tr>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <span className="segment-legend">
      {t('understand.segments.profile.below')}
      <span className="segment-ramp" aria-hidden="true" />
      {t('understand.segments.profile.above')}
    </span>
  );
}
