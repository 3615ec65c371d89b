import type { Campaign } from '#contract';
import { Figure, sharesOfPrevious, thinnestStep, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { EffectSoFar } from '../app/effect-so-far.tsx';
import { Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { campaignSteps } from './campaign-funnel.ts';

/** From the audience to profit: a station for each count, those who left under the line. */
export function CampaignLine({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const released = campaign.counts.released > 0;
  const report = useQuery({
    ...reading('campaignReport', { params: { id: campaign.id } }),
    enabled: may('reports.read') && released,
    staleTime: 60_000,
  });
  const steps = campaignSteps(campaign.counts).map((step) => ({ ...step, label: t(`act.campaign.steps.${step.key}`) }));
  const shares = sharesOfPrevious(steps);
  const thinnest = released ? thinnestStep(steps, shares) : undefined;
  const left = (...keys: readonly string[]) =>
    steps
      .filter((step) => keys.includes(step.key) && step.value !== null && step.value > 0)
      .map((step) => `${step.label} ${format.short(step.value ?? 0)}`)
      .join(' · ');
  const leaving: Readonly<Record<string, string>> = {
    audience: left('excluded', 'control'),
    treated: left('unscheduled'),
  };
  return (
    <Panel
      title={t('act.monitor.line')}
      more={released && <span className="quiet small">{t('act.campaign.thinnest')}</span>}
    >
      <ol className="line">
        {steps.map((step, i) =>
          step.aside ? null : (
            <Station key={step.key} name={step.label} thinnest={step.key === thinnest} under={leaving[step.key]}>
              <Figure value={step.value} />
              {shares[i] !== undefined && <span className="line-share">{format.percent(shares[i])}</span>}
            </Station>
          ),
        )}
        {report.data && (
          <>
            <Station
              name={t('act.monitor.extra')}
              under={
                <Link to="/learn/reports/$campaign" params={{ campaign: campaign.id }}>
                  {t('act.campaign.report')}
                </Link>
              }
            >
              <EffectSoFar arms={report.data.arms} kind="count" value={report.data.incremental.successes} />
            </Station>
            <Station
              name={t('learn.report.profit')}
              under={t('act.monitor.cost', { cost: format.money(report.data.cost.total) })}
            >
              <Figure kind="money" value={report.data.profit} />
            </Station>
          </>
        )}
      </ol>
    </Panel>
  );
}

interface StationProps {
  readonly name: string;
  readonly thinnest?: boolean;
  readonly under?: ReactNode;
  readonly children: ReactNode;
}

function Station({ name, thinnest = false, under, children }: StationProps) {
  return (
    <li className={thinnest ? 'station station-thinnest' : 'station'}>
      <span className="station-name">{name}</span>
      <span className="station-dot" aria-hidden="true" />
      <span className="station-figure">{children}</span>
      {under && <span className="station-under">{under}</span>}
    </li>
  );
}
