import type { Campaign } from '#contract';
import { Figure, useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useObjective } from '../act/objective.ts';
import { reading } from '../app/client.ts';
import { EffectSoFar } from '../app/effect-so-far.tsx';
import { useMay } from '../app/session.ts';

/** A campaign in four figures: how much is done, how many say yes, what that adds over doing nothing, what it earns. */
export function RunningCampaign({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  const objective = useObjective();
  const may = useMay();
  const { released, done, accepted } = campaign.counts;
  const report = useQuery({
    ...reading('campaignReport', { params: { id: campaign.id } }),
    enabled: may('reports.read') && released > 0,
    // A report is dear; its figures move by the day.
    staleTime: 60_000,
  });
  return (
    <article>
      <h3>
        <Link to="/act/campaigns/$campaign" params={{ campaign: campaign.id }}>
          {objective(campaign)}
        </Link>
      </h3>
      <dl className="figures">
        <Share name={t('home.done')} part={done} whole={released} />
        <Share name={t('home.yes')} part={accepted} whole={done} />
        <div>
          <dt>{t('home.lift')}</dt>
          <dd>
            {report.data ? (
              <EffectSoFar arms={report.data.arms} kind="points" value={report.data.lift.absolute} />
            ) : (
              <Figure value={null} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('home.profit')}</dt>
          <dd>
            <Figure kind="money" value={report.data?.profit} />
          </dd>
        </div>
      </dl>
    </article>
  );
}

/** A share with what it is of, because a share of few means little. */
function Share({ name, part, whole }: { name: string; part: number; whole: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div>
      <dt>{name}</dt>
      <dd className="gl-estimate gl-stacked">
        <Figure kind="percent" value={whole > 0 ? part / whole : null} />
        <span className="gl-interval">
          {t('home.ofMany', { part: format.short(part), whole: format.short(whole) })}
        </span>
      </dd>
    </div>
  );
}
