import { EmptyState } from '#parts';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { Answer, Page } from '../app/page.tsx';
import { Writing } from './audience-writing.tsx';

/** A rule can be written when there is a record to ask. */
export default function AudienceScreen(): ReactNode {
  const { t } = useTranslation();
  const record = useQuery({ ...reading('listFields'), staleTime: 300_000 });
  if (record.data?.period) return <Writing />;
  return (
    <Page title={t('understand.rule.new')}>
      <Answer of={record}>
        {() => <EmptyState title={t('know.fields.noRecord')}>{t('know.fields.noRecordAdvice')}</EmptyState>}
      </Answer>
    </Page>
  );
}
