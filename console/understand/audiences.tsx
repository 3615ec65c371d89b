import type { Audience } from '#contract';
import { Ago, EmptyState, Figure, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { z } from 'zod';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';

const route = getRouteApi('/signed-in/understand/audiences');

export default function AudiencesScreen() {
  const { t } = useTranslation();
  const { page = 1 } = route.useSearch();
  const navigate = route.useNavigate();
  const audiences = useQuery({
    ...reading('listAudiences', { query: pageOf(page) }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const create = (
    <ButtonLink primary to="/understand/audiences/rule">
      {t('understand.audiences.create')}
    </ButtonLink>
  );
  return (
    <Page title={t('understand.audiences.title')} about={t('understand.audiences.about')} actions={create}>
      <Panel>
        <Answer of={audiences}>
          {(data) => (
            <List
              label={t('understand.audiences.title')}
              columns={columns}
              rows={data.items}
              rowKey={(audience) => audience.id}
              paging={{ total: data.total, page, onPage: (to) => void navigate({ search: { page: to } }) }}
              empty={
                <EmptyState title={t('understand.audiences.none')} action={create}>
                  {t('understand.audiences.noneAdvice')}
                </EmptyState>
              }
            />
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function useColumns(): TableColumnsType<z.infer<typeof Audience>> {
  const { t } = useTranslation();
  const format = useFormat();
  return [
    {
      title: t('understand.audiences.name'),
      render: (_, audience) => (
        <Link to="/understand/audiences/rule" search={{ audience: audience.id, rule: audience.rule }}>
          {audience.name}
        </Link>
      ),
    },
    {
      title: t('understand.audiences.rule'),
      render: (_, audience) => (
        <code className="clip" title={audience.rule}>
          {audience.rule}
        </code>
      ),
    },
    {
      title: t('understand.audiences.size'),
      align: 'right',
      render: (_, audience) => <Figure value={audience.size} />,
    },
    {
      title: t('understand.audiences.period'),
      render: (_, audience) => (audience.period ? format.period(audience.period) : '–'),
    },
    {
      title: t('understand.audiences.version'),
      align: 'right',
      render: (_, audience) => format.count(audience.version),
    },
    {
      title: t('understand.audiences.changed'),
      render: (_, audience) => (
        <>
          <Ago at={audience.changedAt} />{' '}
          <span className="quiet">{t('understand.audiences.by', { name: audience.changedBy })}</span>
        </>
      ),
    },
  ];
}
