import { EmptyState } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { stringify } from 'yaml';
import { ButtonLink } from '../app/button-link.tsx';
import { client, reading } from '../app/client.ts';
import { Answer, Page } from '../app/page.tsx';
import { CampaignEditor } from './campaign-editor.tsx';

const route = getRouteApi('/signed-in/act/campaigns/$campaign/edit');

export default function EditCampaignScreen() {
  const { t } = useTranslation();
  const { campaign: id } = route.useParams();
  const { step } = route.useSearch();
  const navigate = route.useNavigate();
  // What is being edited must not be changed under the hands by what somebody else does.
  const campaign = useQuery({ ...reading('readCampaign', { params: { id } }), staleTime: Infinity });
  return (
    <Page title={t('act.file.edit', { id })} about={t('act.file.about')}>
      <Answer of={campaign}>
        {(found) =>
          found.state === 'draft' ? (
            <CampaignEditor
              fresh={false}
              step={step}
              onStep={(to) => void navigate({ search: { step: to } })}
              initial={stringify(found.file, { lineWidth: 100 })}
              action={t('act.file.save')}
              save={(file) => client.changeCampaign({ params: { id }, body: { file } })}
            />
          ) : (
            <EmptyState
              title={t('act.file.notDraft')}
              action={
                <ButtonLink to="/act/campaigns/$campaign" params={{ campaign: id }}>
                  {t('act.file.toCampaign')}
                </ButtonLink>
              }
            >
              {t('act.file.notDraftAdvice')}
            </EmptyState>
          )
        }
      </Answer>
    </Page>
  );
}
