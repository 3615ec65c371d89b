import type { Audience } from '#contract';
import { Ago, EmptyState, Figure, useFormat } from '#parts';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TableColumnsType } from 'antd';
import type { z } from 'zod';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { SearchBox } from '../app/list-filters.tsx';
import { Listing, useListing } from '../app/listing.tsx';
import { Page, Panel } from '../app/page.tsx';
import './audience.css';

const route = getRouteApi('/signed-in/understand/audiences');

export default function AudiencesScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { text = '' } = search;
  const navigate = route.useNavigate();
  const look = (change: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, page: undefined, ...change }) });
  const audiences = useListing({
    search,
    look,
    sorts: ['name', 'size', 'changed'],
    first: ['changed', 'down'],
    ask: (page) => reading('listAudiences', { query: { text, ...page } }),
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
        <Listing
          of={audiences}
          views="audiences"
          label={t('understand.audiences.title')}
          columns={columns}
          rowKey={(audience) => audience.id}
          filters={
            <SearchBox
              label={t('understand.audiences.search')}
              value={text}
              onSearch={(typed) => look({ text: typed })}
            />
          }
          file={{
            name: 'audiences',
            header: ['id', 'name', 'rule', 'size', 'period', 'version', 'changed_at', 'changed_by'],
            row: (one) => [one.id, one.name, one.rule, one.size, one.period, one.version, one.changedAt, one.changedBy],
          }}
          empty={<NoAudiences filtered={text !== ''} create={create} />}
        />
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
      key: 'name',
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
      key: 'size',
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
      key: 'changed',
      render: (_, audience) => (
        <>
          <Ago at={audience.changedAt} />{' '}
          <span className="quiet">{t('understand.audiences.by', { name: audience.changedBy })}</span>
        </>
      ),
    },
  ];
}

function NoAudiences({ filtered, create }: { filtered: boolean; create: ReactNode }) {
  const { t } = useTranslation();
  return filtered ? (
    <EmptyState title={t('understand.audiences.nothing')} />
  ) : (
    <EmptyState title={t('understand.audiences.none')} action={create}>
      {t('understand.audiences.noneAdvice')}
    </EmptyState>
  );
}
