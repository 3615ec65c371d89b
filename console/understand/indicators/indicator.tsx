import type { IndicatorDetail } from '#contract';
import { EmptyState, useFormat, useProblemWords, useText } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../../app/button-link.tsx';
import { reading } from '../../app/client.ts';
import { Answer, Page, Panel } from '../../app/page.tsx';
import { UnitPicker } from '../../app/pickers.tsx';
import { useMay, useSession } from '../../app/session.ts';
import { Crumb, Pickers } from '../../app/where.tsx';
import { TagBadge } from '../tag-badge.tsx';
import { IndicatorActs } from './indicator-acts.tsx';
import { IndicatorBenchmark } from './indicator-benchmark.tsx';
import { IndicatorCuts } from './indicator-cuts.tsx';
import { IndicatorDefinition } from './indicator-definition.tsx';
import { IndicatorLineage } from './indicator-lineage.tsx';
import { IndicatorTargets } from './indicator-targets.tsx';
import { IndicatorTrend } from './indicator-trend.tsx';
import { IndicatorWarnings } from './indicator-warnings.tsx';
import { UnitPath } from './unit-path.tsx';
import './indicators.css';

const route = getRouteApi('/signed-in/understand/indicators/$indicator');

export default function IndicatorScreen(): ReactNode {
  const { indicator } = route.useParams();
  const detail = useQuery(reading('readIndicator', { params: { id: indicator } }));
  return <Answer of={detail}>{(data) => <IndicatorPage key={data.id} detail={data} />}</Answer>;
}

function IndicatorPage({ detail }: { detail: IndicatorDetail }) {
  const { t } = useTranslation();
  const name = useText();
  const may = useMay();
  const session = useSession();
  const { unit = session.orgUnitId } = route.useSearch();
  const navigate = route.useNavigate();
  const [lineage, setLineage] = useState(false);
  const able = detail.problems.length === 0 && !detail.retired;
  return (
    <Page
      title={name(detail.name)}
      heading={
        <>
          {name(detail.name)} {detail.retired && <TagBadge state="retired" />}
        </>
      }
      about={name(detail.meaning)}
      actions={
        <>
          {able && <Button onClick={() => setLineage(true)}>{t('understand.indicators.lineageOpen')}</Button>}
          {may('indicators.write') && (
            <>
              {!detail.retired && <IndicatorActs detail={detail} />}
              <ButtonLink to="/understand/indicators/define" search={{ indicator: detail.id }}>
                {t('understand.indicators.edit')}
              </ButtonLink>
            </>
          )}
        </>
      }
    >
      <Crumb>{name(detail.name)}</Crumb>
      <Pickers>
        <UnitPicker
          value={unit}
          onChange={(chosen) => void navigate({ search: (now) => ({ ...now, unit: chosen }) })}
        />
      </Pickers>
      {able ? <Figures detail={detail} unit={unit} /> : !detail.retired && <NoFigures detail={detail} />}
      <IndicatorDefinition detail={detail} />
      {able && <IndicatorLineage open={lineage} id={detail.id} onClose={() => setLineage(false)} />}
    </Page>
  );
}

/** The whole and its months, then the groups, then who is alike, targets and what calls for attention. */
function Figures({ detail, unit }: { detail: IndicatorDetail; unit: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const trend = useQuery(
    reading('queryIndicators', { body: { indicators: [detail.id], orgUnitId: unit, months: 24 } }),
  );
  const period = trend.data?.periods.at(-1);
  return (
    <>
      <UnitPath unit={unit} indicator={detail.id} />
      <div className="indicator-grid">
        <div className="panels">
          <Panel
            title={t('understand.indicators.trend')}
            more={
              trend.data && (
                <span className="quiet small">
                  {t('understand.indicators.answered', {
                    from: t(`understand.indicators.from.${trend.data.from}`),
                    ms: format.count(Math.round(trend.data.ms)),
                  })}
                </span>
              )
            }
          >
            <Answer of={trend}>{(data) => <IndicatorTrend detail={detail} answer={data} />}</Answer>
          </Panel>
          <IndicatorBenchmark detail={detail} unit={unit} />
          <IndicatorWarnings detail={detail} />
          {period !== undefined && <IndicatorTargets detail={detail} unit={unit} period={period} />}
        </div>
        <IndicatorCuts detail={detail} unit={unit} />
      </div>
    </>
  );
}

function NoFigures({ detail }: { detail: IndicatorDetail }) {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (
    <Panel>
      <EmptyState title={t('understand.indicators.missing')}>
        <ul className="plain">
          {detail.problems.map((problem) => (
            <li key={problem.message}>{words(problem)}</li>
          ))}
        </ul>
      </EmptyState>
    </Panel>
  );
}
