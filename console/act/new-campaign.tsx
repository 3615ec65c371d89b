import { Loading } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { Page } from '../app/page.tsx';
import { useSession } from '../app/session.ts';
import { campaignTemplate } from './campaign-template.ts';
import { CampaignEditor } from './campaign-editor.tsx';

const route = getRouteApi('/signed-in/act/new-campaign');

export default function NewCampaignScreen() {
  const { t } = useTranslation();
  const { audience, step } = route.useSearch();
  const navigate = route.useNavigate();
  const { orgUnitId } = useSession();
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  const offers = useQuery({ ...reading('listOffers'), staleTime: 300_000 });
  return (
    <Page title={t('act.file.title')} about={t('act.file.about')}>
      {offers.isPending ? (
        <Loading />
      ) : (
        <CampaignEditor
          fresh
          step={step}
          onStep={(to) => void navigate({ search: (now) => ({ ...now, step: to }) })}
          initial={campaignTemplate({
            owner: orgUnitId,
            offer: offers.data?.items.find((offer) => offer.active)?.id ?? 'offer',
            audience: audience === undefined ? 'not dnd' : `audience('${audience}')`,
            today,
          })}
          action={t('act.file.create')}
          save={(file) => client.createCampaign({ body: { file } })}
        />
      )}
    </Page>
  );
}
