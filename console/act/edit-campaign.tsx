import { EmptyState } from '#parts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { stringify } from 'yaml';
import { ButtonLink } from '../app/button-link.tsx';
import { client, reading } from '../app/client.ts';
import { Answer, Page } from '../app/page.tsx';
import { FileEditor } from './file-editor.tsx';

const route = getRouteApi('/signed-in/act/campaigns/$campaign/edit');

export default function EditCampaignScreen() {
  const { t } = useTranslation();
  const { campaign: id } = route.useParams();
  // What is being edited must not be changed under the hands by what somebody else does.
  const campaign = useQuery({ ...reading('readCampaign', { params: { id } }), staleTime: Infinity });
  return (
    <Page title={t('act.file.edit', { id })} about={t('act.file.about')}>
      <Answer of={campaign}>
        {(found) =>
          found.state === 'draft' ? (
            <FileEditor
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
