import type { Report, ReportBlock } from '#contract';
import {
  Chart,
  EmptyState,
  Estimate,
  Figure,
  intervalsHeight,
  intervalsOption,
  useFormat,
  useTokens,
  type Interval,
} from '#parts';
import { Segmented, type TableColumnsType } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { List } from '../app/list.tsx';
import { useOfferNames, useUnitNames } from '../app/names.ts';
import { Panel } from '../app/page.tsx';
import { sides, targetsOf } from './report-reading.ts';
import { useSegmentName } from './segment-name.ts';

type By = keyof Report['by'];
type Part = Report['by'][By][number];

const order: readonly By[] = ['wave', 'org_unit', 'grid', 'offer', 'channel', 'manager', 'segment', 'arm'];
const mostRows = 20;

/** The same comparison within each part of the campaign, as a picture and as a table. */
export function ReportSplit({ report }: { report: Report }) {
  const { t } = useTranslation();
  const known = order.filter((by) => (report.by[by]?.length ?? 0) > 0);
  const [chosen, setChosen] = useState<By>();
  const by = chosen ?? known[0];
  if (by === undefined) return <EmptyState title={t('learn.report.noSplit')} />;
  return (
    <Panel
      title={t('learn.report.by')}
      more={
        <div className="split-by">
          <Segmented<By>
            aria-label={t('learn.report.by')}
            value={by}
            onChange={setChosen}
            options={known.map((one) => ({ value: one, label: t(`learn.report.byOf.${one}`) }))}
          />
        </div>
      }
    >
      <Parts found={report.by[by] ?? []} by={by} file={`${report.campaign}-by-${by}`} />
    </Panel>
  );
}

function Parts({ found, by, file }: { found: readonly Part[]; by: By; file: string }) {
  const parts = useMemo(() => found.toSorted(by === 'wave' ? inTime : bySize), [found, by]);
  const name = usePartName(by, parts);
  return (
    <>
      <Differences parts={parts} by={by} name={name} file={file} />
      <div className="below-chart">
        <PartTable parts={parts} by={by} name={name} />
      </div>
    </>
  );
}

/** Waves have an order of their own; of everything else the largest comes first. */
const inTime = (a: Part, b: Part): number => Number(a.key) - Number(b.key);
const bySize = (a: Part, b: Part): number => targetsOf(b) - targetsOf(a);

function usePartName(by: By, parts: readonly Part[]): (key: string) => string {
  const { t } = useTranslation();
  const segment = useSegmentName(parts);
  const unit = useUnitNames();
  const offer = useOfferNames();
  return useCallback(
    (key) => {
      if (by === 'org_unit' || by === 'grid') return unit(key);
      if (by === 'offer') return offer(key);
      if (by === 'segment') return segment(key);
      if (by === 'wave') return t('learn.report.wave', { wave: key });
      return by === 'channel' && isChannel(key) ? t(`act.channels.${key}`) : key;
    },
    [by, unit, offer, segment, t],
  );
}

const channels = ['field', 'call', 'hall', 'sms', 'push', 'email', 'mail'] as const;
const isChannel = (key: string): key is (typeof channels)[number] => channels.some((one) => one === key);

interface PartsProps {
  readonly parts: readonly Part[];
  readonly by: By;
  readonly name: (key: string) => string;
}

function Differences({ parts, by, name, file }: PartsProps & { file: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const compared = useMemo(
    () =>
      parts.flatMap((part): Interval[] => {
        const { estimate, low, high } = part.lift.absolute;
        if (estimate === null || low === null || high === null) return [];
        return [{ label: name(part.key), estimate, low, high, meaning: 'treated' }];
      }),
    [parts, name],
  );
  const shown = useMemo(() => compared.slice(0, mostRows), [compared]);
  const option = useMemo(
    () =>
      intervalsOption(look, shown, {
        write: format.points,
        tick: (difference) => format.decimal(difference * 100, 1),
        zero: true,
      }),
    [look, shown, format],
  );
  const more = compared.length > shown.length;
  return (
    <Chart
      title={t('learn.report.difference', { by: t(`learn.report.byOf.${by}`) })}
      note={
        <>
          {t('learn.report.differenceNote')}{' '}
          {more && t('learn.report.shown', { shown: shown.length, all: compared.length })}
        </>
      }
      option={option}
      height={intervalsHeight(shown.length)}
      file={file}
      table={{
        header: [t(`learn.report.byOf.${by}`), t('learn.report.lift'), t('learn.report.low'), t('learn.report.high')],
        rows: compared.map((row) => [row.label, row.estimate, row.low, row.high]),
        shown: compared.map((row) => [row.label, ...[row.estimate, row.low, row.high].map(format.points)]),
      }}
    />
  );
}

function PartTable({ parts, by, name }: PartsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const rate = (arm: ReportBlock['arms'][number] | undefined) =>
    arm ? <Estimate kind="percent" value={arm.rate} n={arm.targets} /> : <Figure value={null} />;
  const columns: TableColumnsType<Part> = [
    { title: t(`learn.report.byOf.${by}`), render: (_, part) => name(part.key) },
    { title: t('learn.report.targets'), align: 'right', render: (_, part) => format.count(targetsOf(part)) },
    {
      title: t('learn.report.contacted'),
      align: 'right',
      render: (_, part) => <Figure kind="percent" value={sides(part).treated.contactRate} />,
    },
    { title: t('learn.report.treatedRate'), align: 'right', render: (_, part) => rate(sides(part).treated) },
    { title: t('learn.report.controlRate'), align: 'right', render: (_, part) => rate(sides(part).control) },
    {
      title: t('learn.report.lift'),
      align: 'right',
      render: (_, part) => <Estimate kind="points" value={part.lift.absolute} />,
    },
    {
      title: t('learn.report.incremental'),
      align: 'right',
      render: (_, part) => <Estimate kind="count" value={part.incremental.successes} />,
    },
    {
      title: t('learn.report.cost'),
      align: 'right',
      render: (_, part) => <Figure kind="money" value={part.cost.total} />,
    },
    {
      title: t('learn.report.profit'),
      align: 'right',
      render: (_, part) => <Figure kind="money" value={part.profit} />,
    },
    {
      title: t('learn.report.roi'),
      align: 'right',
      render: (_, part) => <Figure kind="percent" value={part.roi} />,
    },
  ];
  return (
    <List
      label={t('learn.report.by')}
      columns={columns}
      rows={parts}
      rowKey={(part) => part.key}
      empty={t('learn.report.noSplit')}
    />
  );
}
