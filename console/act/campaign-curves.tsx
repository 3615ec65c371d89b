import type { CampaignDay } from '#contract';
import { Chart, EmptyState, linesOption, useFormat, useTokens, type Line } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Panel } from '../app/page.tsx';
import { findingOf } from '../learn/report-reading.ts';

/** Treated against control as two lines with bands, and their difference under them, with zero drawn thick. */
export function Curves({ id }: { id: string }) {
  const { t } = useTranslation();
  const days = useQuery({ ...reading('campaignDays', { params: { id } }), staleTime: 60_000 });
  return (
    <Panel>
      <Answer of={days}>
        {({ items }) =>
          items.length < 2 ? (
            <EmptyState title={t('act.monitor.noDays')}>{t('act.monitor.noDaysAdvice')}</EmptyState>
          ) : (
            <div className="panels">
              <Sides id={id} days={items} />
              <Difference id={id} days={items} />
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}

interface DaysProps {
  readonly id: string;
  readonly days: readonly CampaignDay[];
}

/** An estimate as a point of a line. */
const point = ({ estimate, low, high }: CampaignDay['difference']) => ({ value: estimate, low, high });

function Sides({ id, days }: DaysProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const option = useMemo(() => {
    const lines: Line[] = [
      { name: t('learn.report.treatedRate'), meaning: 'treated', points: days.map((day) => point(day.treated.rate)) },
      { name: t('learn.report.controlRate'), meaning: 'control', points: days.map((day) => point(day.control.rate)) },
    ];
    return linesOption(look, lines, {
      steps: days.map((day) => format.day(day.day)),
      write: format.percent,
      tick: format.percentTick,
    });
  }, [days, look, format, t]);
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  return (
    <Chart
      title={t('act.monitor.sides')}
      note={t('act.monitor.sidesNote')}
      option={option}
      height={220}
      file={`${id}-days`}
      table={{
        header: [
          t('act.work.day'),
          t('act.monitor.contacts'),
          t('act.monitor.treatedTargets'),
          t('act.monitor.treatedSuccesses'),
          t('learn.report.treatedRate'),
          t('act.monitor.controlTargets'),
          t('act.monitor.controlSuccesses'),
          t('learn.report.controlRate'),
        ],
        rows: days.map(({ day, contacts, treated, control }) => [
          day,
          contacts,
          treated.targets,
          treated.successes,
          treated.rate.estimate,
          control.targets,
          control.successes,
          control.rate.estimate,
        ]),
        shown: days.map(({ day, contacts, treated, control }) => [
          format.day(day),
          format.count(contacts),
          format.count(treated.targets),
          format.count(treated.successes),
          share(treated.rate.estimate),
          format.count(control.targets),
          format.count(control.successes),
          share(control.rate.estimate),
        ]),
      }}
    />
  );
}

function Difference({ id, days }: DaysProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const look = useTokens();
  const option = useMemo(() => {
    const lines: Line[] = [
      { name: t('learn.report.lift'), meaning: 'treated', points: days.map((day) => point(day.difference)) },
      ...(['low', 'high'] as const).map((edge): Line => ({
        name: t(`act.monitor.anyLook.${edge}`),
        meaning: 'plan',
        points: days.map((day) => ({ value: day.anyLook?.[edge] ?? null })),
      })),
    ];
    return linesOption(look, lines, {
      steps: days.map((day) => format.day(day.day)),
      write: format.points,
      tick: (value) => format.decimal(value * 100, 1),
      zero: true,
    });
  }, [days, look, format, t]);
  const last = days.at(-1)?.difference ?? { estimate: null, low: null, high: null };
  return (
    <Chart
      title={t(`act.monitor.finding.${findingOf(last)}`, {
        size: format.pointsSize(last.estimate ?? 0),
        between: format.pointsBetween(last.low ?? 0, last.high ?? 0),
      })}
      note={t('act.monitor.differenceNote')}
      option={option}
      height={170}
      file={`${id}-difference`}
      table={{
        header: [
          t('act.work.day'),
          t('learn.report.lift'),
          t('learn.report.low'),
          t('learn.report.high'),
          t('act.monitor.anyLook.low'),
          t('act.monitor.anyLook.high'),
        ],
        rows: days.map(({ day, difference: { estimate, low, high }, anyLook }) => [
          day,
          estimate,
          low,
          high,
          anyLook?.low ?? null,
          anyLook?.high ?? null,
        ]),
        shown: days.map(({ day, difference: { estimate, low, high }, anyLook }) => [
          format.day(day),
          ...[estimate, low, high, anyLook?.low ?? null, anyLook?.high ?? null].map((value) =>
            value === null ? '–' : format.points(value),
          ),
        ]),
      }}
    />
  );
}
