import type { Campaign, IndicatorWarning, Job, LoadReport } from '#contract';
import { Ago, Badge, useFormat, useText } from '#parts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useActTitle } from '../act/act-dialog.tsx';
import type { Act } from '../act/campaign-acts.ts';
import { StateBadge } from '../act/campaign-state.tsx';
import { useObjective } from '../act/objective.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { useJobWords } from '../app/job-words.ts';
import { useUnitNames } from '../app/names.ts';
import { LoadState } from '../know/load-state.tsx';
import { useWarningWords } from '../understand/indicators/warning-words.ts';
import type { Need } from './use-needs.ts';

/** Decisions and alarms, each with the act on its row. */
export function NeedList({ needs }: { needs: readonly Need[] }) {
  return (
    <ul className="needs">
      {needs.map((need) => (
        <NeedRow key={need.key} need={need} />
      ))}
    </ul>
  );
}

function NeedRow({ need }: { need: Need }) {
  switch (need.kind) {
    case 'campaign':
      return <CampaignNeed campaign={need.campaign} act={need.act} />;
    case 'gate':
      return <GateNeed campaign={need.campaign} wave={need.wave} />;
    case 'overdue':
      return <OverdueNeed orders={need.orders} />;
    case 'load':
      return <LoadNeed load={need.load} />;
    case 'warning':
      return <WarningNeed warning={need.warning} />;
    case 'job':
      return <JobNeed job={need.job} />;
  }
}

function Row({ badge, what, why, act }: Record<'badge' | 'what' | 'why' | 'act', ReactNode>) {
  return (
    <li>
      {badge}
      <span className="need-what">
        <span>{what}</span>
        <span className="quiet small">{why}</span>
      </span>
      {act}
    </li>
  );
}

function CampaignNeed({ campaign, act }: { campaign: Campaign; act: Act }) {
  const objective = useObjective();
  const unit = useUnitNames();
  const title = useActTitle();
  const why = useWhy();
  return (
    <Row
      badge={<StateBadge state={campaign.state} />}
      what={objective(campaign)}
      why={`${why(act)} · ${unit(campaign.owner)}`}
      act={
        <ButtonLink to="/act/campaigns/$campaign" params={{ campaign: campaign.id }}>
          {title(act)}
        </ButtonLink>
      }
    />
  );
}

function useWhy(): (act: Act) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (act) => {
    if (act.kind === 'release') return t('home.needsRelease', { wave: act.wave.wave, day: format.day(act.wave.start) });
    if (act.kind === 'schedule') return t('home.needsSchedule');
    if (act.kind === 'resume') return t('home.needsResume');
    if (act.kind === 'submit') return t('home.needsSubmit');
    if (act.kind === 'evaluate') return t('home.needsEvaluate');
    return t('home.needsApproval');
  };
}

function GateNeed({ campaign, wave }: { campaign: Campaign; wave: number }) {
  const { t } = useTranslation();
  const objective = useObjective();
  const gate = campaign.waves.find((one) => one.wave === wave)?.gate ?? '';
  return (
    <Row
      badge={<Badge tone="attention">{t('act.campaign.waveStates.held')}</Badge>}
      what={objective(campaign)}
      why={t('home.needsGate', { wave, gate })}
      act={
        <ButtonLink to="/act/campaigns/$campaign" params={{ campaign: campaign.id }}>
          {t('home.look')}
        </ButtonLink>
      }
    />
  );
}

function OverdueNeed({ orders }: { orders: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Row
      badge={<Badge tone="bad">{t('home.overdue')}</Badge>}
      what={t('home.needsOverdue', { count: orders, shown: format.count(orders) })}
      why={t('home.needsOverdueWhy')}
      act={
        <ButtonLink to="/act/work" search={{ overdue: true }}>
          {t('home.toBoard')}
        </ButtonLink>
      }
    />
  );
}

function LoadNeed({ load }: { load: LoadReport }) {
  const { t } = useTranslation();
  return (
    <Row
      badge={<LoadState state={load.state} />}
      what={load.feed}
      why={`${t('home.needsLoad')}: ${load.refusal?.reason ?? ''}`}
      act={
        <ButtonLink to="/know/loads/$load" params={{ load: load.id }}>
          {t('home.look')}
        </ButtonLink>
      }
    />
  );
}

function WarningNeed({ warning }: { warning: IndicatorWarning }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useText();
  const unit = useUnitNames();
  const words = useWarningWords();
  return (
    <Row
      badge={<Badge tone="attention">{format.period(warning.period)}</Badge>}
      what={`${name(warning.name)} · ${unit(warning.orgUnitId)}`}
      why={words(warning)}
      act={
        <ButtonLink
          to="/understand/indicators/$indicator"
          params={{ indicator: warning.indicator }}
          search={{ unit: warning.orgUnitId }}
        >
          {t('home.look')}
        </ButtonLink>
      }
    />
  );
}

const tones = { waiting: 'quiet', running: 'accent', done: 'good', failed: 'bad', cancelled: 'quiet' } as const;

function JobNeed({ job }: { job: Job }) {
  const { t } = useTranslation();
  const words = useJobWords();
  const why = words.failure(job);
  return (
    <Row
      badge={<Badge tone={tones[job.state]}>{t(`app.job.${job.state}`)}</Badge>}
      what={words.name(job)}
      why={
        <>
          {job.subject !== null && `${job.subject} · `}
          {why !== '' && `${why} · `}
          {job.finishedAt !== null && <Ago at={job.finishedAt} />}
        </>
      }
      act={
        job.subject === null ? undefined : (
          <ButtonLink to="/act/campaigns/$campaign" params={{ campaign: job.subject }}>
            {t('home.look')}
          </ButtonLink>
        )
      }
    />
  );
}
