import type { Campaign, Report } from '#contract';
import { Estimate, Figure, MapFigure, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Segmented, type TableColumnsType } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { List } from '../app/list.tsx';
import { useUnitNames } from '../app/names.ts';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { useUnitAreas, type AreaValue } from '../app/use-unit-areas.ts';
import { nobodyYet, sides, targetsOf } from '../learn/report-reading.ts';
import { usePeopleNames } from './people-names.ts';

type Part = Report['by']['grid'][number];
type By = 'grid' | 'manager';

/** Where and by whom: a map of how far the work is, and a line for every grid or person. */
export function Ground({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const may = useMay();
  const [by, setBy] = useState<By>('grid');
  const report = useQuery({
    ...reading('campaignReport', { params: { id: campaign.id } }),
    enabled: may('reports.read'),
    staleTime: 60_000,
  });
  const parts = useMemo(
    () => (report.data?.by[by] ?? []).toSorted((a, b) => targetsOf(b) - targetsOf(a)),
    [report.data, by],
  );
  return (
    <Panel
      title={t('act.monitor.ground')}
      more={
        <Segmented<By>
          size="small"
          aria-label={t('act.monitor.ground')}
          value={by}
          onChange={setBy}
          options={[
            { value: 'grid', label: t('learn.report.byOf.grid') },
            { value: 'manager', label: t('learn.report.byOf.manager') },
          ]}
        />
      }
    >
      <div className="ground">
        <GroundMap campaign={campaign} parts={report.data?.by.grid ?? []} />
        <PartsList campaign={campaign} by={by} parts={parts} />
      </div>
    </Panel>
  );
}

function GroundMap({ campaign, parts }: { campaign: Campaign; parts: readonly Part[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = useMemo(
    () =>
      new Map(
        parts.map((part): [string, AreaValue] => {
          const { treated } = sides(part);
          return [
            part.key,
            {
              value: treated.contactRate,
              note: t('act.monitor.mapNote', {
                targets: format.count(treated.targets),
                successes: format.count(treated.successes),
              }),
            },
          ];
        }),
      ),
    [parts, format, t],
  );
  const areas = useUnitAreas(values);
  if (areas.length === 0) return null;
  return (
    <MapFigure
      title={t('act.monitor.map')}
      label={t('act.monitor.map')}
      areas={areas}
      write={format.percent}
      height={340}
      file={`${campaign.id}-map`}
      columns={[t('learn.report.byOf.grid'), t('learn.report.contacted')]}
    />
  );
}

function PartsList({ campaign, by, parts }: { campaign: Campaign; by: By; parts: readonly Part[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const unit = useUnitNames();
  const people = usePeopleNames();
  const columns: TableColumnsType<Part> = [
    {
      title: t(`learn.report.byOf.${by}`),
      render: (_, part) => (
        <Link
          to="/act/work"
          search={{
            campaign: campaign.id,
            ...(by === 'grid' ? { unit: part.key } : { person: part.key, view: 'list' }),
          }}
        >
          {by === 'grid' ? unit(part.key) : people.nameOf(part.key)}
        </Link>
      ),
    },
    {
      title: t('learn.report.targets'),
      align: 'right',
      render: (_, part) => format.count(sides(part).treated.targets),
    },
    {
      title: t('learn.report.contacted'),
      align: 'right',
      render: (_, part) => <Figure kind="percent" value={sides(part).treated.contactRate} />,
    },
    {
      title: t('learn.report.matched'),
      align: 'right',
      render: (_, part) => format.count(sides(part).treated.successes),
    },
    {
      title: t('learn.report.lift'),
      align: 'right',
      render: (_, part) =>
        nobodyYet(part.arms) ? <Figure value={null} /> : <Estimate kind="points" value={part.lift.absolute} />,
    },
  ];
  return (
    <div className="ground-list">
      <List
        label={t('act.monitor.ground')}
        columns={columns}
        rows={parts}
        rowKey={(part) => part.key}
        empty={t('learn.report.noSplit')}
      />
    </div>
  );
}
