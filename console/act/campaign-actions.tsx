import type { Campaign } from '#contract';
import { useNavigate } from '@tanstack/react-router';
import { Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ButtonLink } from '../app/button-link.tsx';
import { useSession } from '../app/session.ts';
import { ActDialog, useActTitle, type Confirmed } from './act-dialog.tsx';
import { actsOf, isOwn, type Act } from './campaign-acts.ts';

/** The acts that are possible now for this person, the next one first and filled. */
export function CampaignActions({ campaign }: { campaign: Campaign }) {
  const navigate = useNavigate();
  const session = useSession();
  const [asked, setAsked] = useState<Confirmed>();
  const acts = actsOf(campaign, session);
  return (
    <>
      {acts.map((act, i) =>
        act.kind === 'edit' ? (
          <EditLink key={act.kind} campaign={campaign} />
        ) : (
          <ActButton key={act.kind} act={act} first={i === 0} campaign={campaign} onClick={() => setAsked(act)} />
        ),
      )}
      <ActDialog
        campaign={campaign}
        act={asked}
        onClose={() => setAsked(undefined)}
        onJob={(job) =>
          void navigate({ to: '/act/campaigns/$campaign', params: { campaign: campaign.id }, search: { job } })
        }
      />
    </>
  );
}

function EditLink({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation();
  return (
    <ButtonLink to="/act/campaigns/$campaign/edit" params={{ campaign: campaign.id }}>
      {t('act.campaign.edit')}
    </ButtonLink>
  );
}

interface ActButtonProps {
  readonly act: Act;
  readonly first: boolean;
  readonly campaign: Campaign;
  readonly onClick: () => void;
}

function ActButton({ act, first, campaign, onClick }: ActButtonProps) {
  const { t } = useTranslation();
  const title = useActTitle();
  const session = useSession();
  const forbidden = act.kind === 'approve' && isOwn(campaign, session);
  const button = (
    <Button type={first ? 'primary' : 'default'} disabled={forbidden} onClick={onClick}>
      {title(act)}
    </Button>
  );
  return forbidden ? <Tooltip title={t('act.actions.approveOwn')}>{button}</Tooltip> : button;
}
