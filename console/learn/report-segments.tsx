import type { CampaignAnalysis, Estimate, Report } from '#contract';
import {
  Chart,
  EmptyState,
  intervalsHeight,
  intervalsOption,
  useFormat,
  useTokens,
  type ChartTable,
  type Interval,
} from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { useUnitNames } from '../app/names.ts';
import { Answer, Panel } from '../app/page.tsx';
import { useSegmentName } from './segment-name.ts';

const cuts = ['segment', 'channel', 'wave', 'grid'] as const;
type Cut = (typeof cuts)[number];
const mostRows = 20;

/** Whom it worked for: the effect in each part, drawn towards their mean as far as chance explains the differences. */
export function ReportSegments({ report }: { report: Report }) {
  const { t } = useTranslation();
  const [by, setBy] = useState<Cut>('channel');
  const analysis = useQuery({
    ...reading('campaignAnalysis', { params: { id: report.campaign }, query: { by } }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return (
    <Panel
      title={t('learn.segments.title')}
      more={
        <Segmented<Cut>
          aria-label={t('learn.report.by')}
          value={by}
          onChange={setBy}
          options={cuts.map((one) => ({ value: one, label: t(`learn.report.byOf.${one}`) }))}
        />
      }
    >
      <Answer of={analysis}>{(found) => <Segments report={report} by={by} analysis={found} />}</Answer>
    </Panel>
  );
}

function Segments({ report, by, analysis }: { report: Report; by: Cut; analysis: CampaignAnalysis }) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const name = usePartName(by, report);
  const segments = analysis.results.find(({ metric, segments: there }) => metric === 'success' && there)?.segments;
  const rows = useMemo(
    () => (segments?.by ?? []).toSorted((a, b) => b.n - a.n).map((one) => ({ ...one, label: name(one.segment) })),
    [segments, name],
  );
  const option = useMemo(() => {
    const shown = rows
      .slice(0, mostRows)
      .flatMap(({ label, shrunken: { estimate, low, high } }): Interval[] =>
        estimate === null || low === null || high === null ? [] : [{ label, estimate, low, high, meaning: 'treated' }],
      );
    return intervalsOption(look, shown, {
      write: format.points,
      tick: (difference) => format.decimal(difference * 100, 1),
      zero: true,
    });
  }, [rows, look, format]);
  const table = useEffectTable(by, rows);
  if (!segments || rows.length < 2)
    return <EmptyState title={t('learn.segments.none')}>{t('learn.segments.noneAdvice')}</EmptyState>;
  const differ = segments.p < 0.05;
  return (
    <Chart
      title={t(differ ? 'learn.segments.differ' : 'learn.segments.alike', { p: format.decimal(segments.p, 4) })}
      note={t('learn.segments.note', { sd: format.pointsSize(segments.between_sd) })}
      option={option}
      height={intervalsHeight(Math.min(mostRows, rows.length))}
      file={`${report.campaign}-effects-by-${by}`}
      table={table}
    />
  );
}

interface Effect {
  readonly label: string;
  readonly n: number;
  readonly own: Estimate;
  readonly shrunken: Estimate;
}

function useEffectTable(by: Cut, rows: readonly Effect[]): ChartTable {
  const { t } = useTranslation();
  const format = useFormat();
  const points = (value: number | null) => (value === null ? '–' : format.points(value));
  return {
    header: [
      t(`learn.report.byOf.${by}`),
      t('learn.report.targets'),
      t('learn.segments.own'),
      t('learn.report.low'),
      t('learn.report.high'),
      t('learn.segments.shrunken'),
      t('learn.report.low'),
      t('learn.report.high'),
    ].map((text, i) => (i > 4 ? `${text} ` : text)),
    rows: rows.map(({ label, n, own, shrunken }) => [
      label,
      n,
      own.estimate,
      own.low,
      own.high,
      shrunken.estimate,
      shrunken.low,
      shrunken.high,
    ]),
    shown: rows.map(({ label, n, own, shrunken }) => [
      label,
      format.count(n),
      ...[own.estimate, own.low, own.high, shrunken.estimate, shrunken.low, shrunken.high].map(points),
    ]),
  };
}

function usePartName(by: Cut, report: Report): (key: string) => string {
  const { t } = useTranslation();
  const segment = useSegmentName(report.by.segment);
  const unit = useUnitNames();
  return useMemo(() => {
    const channels = ['field', 'call', 'hall', 'sms', 'push', 'email', 'mail'] as const;
    return (key: string) => {
      if (by === 'grid') return unit(key);
      if (by === 'segment') return segment(key);
      if (by === 'wave') return t('learn.report.wave', { wave: key });
      const channel = channels.find((one) => one === key);
      return by === 'channel' && channel ? t(`act.channels.${channel}`) : key;
    };
  }, [by, unit, segment, t]);
}
