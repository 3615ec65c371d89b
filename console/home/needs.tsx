import type { Campaign, LoadReport } from '#contract';
import { useFormat } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useObjective } from '../act/objective.ts';
import { StateBadge } from '../act/campaign-state.tsx';
import { useActTitle } from '../act/act-dialog.tsx';
import { actsOf, isOwn, type Act } from '../act/campaign-acts.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { reading } from '../app/client.ts';
import { useUnitNames } from '../app/names.ts';
import { useMay, useSession } from '../app/session.ts';
import { LoadState } from '../know/loads.tsx';

/** Decisions and alarms, each with the act on its row. */
export function Needs({ campaigns }: { campaigns: readonly Campaign[] }) {
  const { t } = useTranslation();
  const session = useSession();
  const refused = useRefusedLoads();
  const waiting = campaigns.flatMap((campaign) => {
    const act = actsOf(campaign, session).find((one) => one.kind !== 'pause' && one.kind !== 'close');
    const mayNot = act?.kind === 'approve' && isOwn(campaign, session);
    // A campaign that is scheduled already asks for its release; scheduling it again is no duty.
    return act === undefined || mayNot || (act.kind === 'schedule' && act.again) ? [] : [{ campaign, act }];
  });
  if (waiting.length + refused.length === 0) return <p className="quiet">{t('home.needsNothing')}</p>;
  return (
    <ul className="needs">
      {waiting.map(({ campaign, act }) => (
        <CampaignNeed key={campaign.id} campaign={campaign} act={act} />
      ))}
      {refused.map((load) => (
        <LoadNeed key={load.id} load={load} />
      ))}
    </ul>
  );
}

function CampaignNeed({ campaign, act }: { campaign: Campaign; act: Act }) {
  const objective = useObjective();
  const unit = useUnitNames();
  const title = useActTitle();
  const why = useWhy();
  return (
    <li>
      <StateBadge state={campaign.state} />
      <span className="need-what">
        <span>{objective(campaign)}</span>
        <span className="quiet small">
          {why(act)} · {unit(campaign.owner)}
        </span>
      </span>
      <ButtonLink to="/act/campaigns/$campaign" params={{ campaign: campaign.id }}>
        {title(act)}
      </ButtonLink>
    </li>
  );
}

function useWhy(): (act: Act) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (act) => {
    if (act.kind === 'release') return t('home.needsRelease', { wave: act.wave.wave, day: format.day(act.wave.start) });
    if (act.kind === 'schedule') return t('home.needsSchedule');
    if (act.kind === 'resume') return t('home.needsResume');
    return t('home.needsApproval');
  };
}

function LoadNeed({ load }: { load: LoadReport }) {
  const { t } = useTranslation();
  return (
    <li>
      <LoadState state={load.state} />
      <span className="need-what">
        <span>{load.feed}</span>
        <span className="quiet small">
          {t('home.needsLoad')}: {load.refusal?.reason}
        </span>
      </span>
      <ButtonLink to="/know/loads/$load" params={{ load: load.id }}>
        {t('home.look')}
      </ButtonLink>
    </li>
  );
}

/** Feeds whose newest load was refused; an older refusal has been mended. */
function useRefusedLoads(): readonly LoadReport[] {
  const may = useMay();
  const { data } = useQuery({ ...reading('listLoads', { query: { limit: 100 } }), enabled: may('data.load') });
  const newest = new Map<string, LoadReport>();
  for (const load of data?.items ?? []) {
    const key = `${load.feed} ${load.period ?? ''}`;
    if (!newest.has(key)) newest.set(key, load);
  }
  return [...newest.values()].filter((load) => load.state === 'refused');
}
