import type { Audience } from '#contract';
import { Ago, EmptyState, Figure, useFormat } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, type TableColumnsType } from 'antd';
import type { z } from 'zod';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { client, reading } from '../app/client.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { ListTools } from '../app/list-tools.tsx';
import { List, pageOf } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import './audience.css';

const route = getRouteApi('/signed-in/understand/audiences');

const sorts = ['name', 'size', 'changed'] as const;

export default function AudiencesScreen(): ReactNode {
  const { t } = useTranslation();
  const search = route.useSearch();
  const { page = 1, text = '' } = search;
  const navigate = route.useNavigate();
  const by = sorts.find((one) => one === search.sort) ?? 'changed';
  const order = search.order === 'up' ? 'up' : 'down';
  const filter = { text, sort: by, order } as const;
  const audiences = useQuery({
    ...reading('listAudiences', { query: { ...filter, ...pageOf(page) } }),
    placeholderData: keepPreviousData,
  });
  const columns = useColumns();
  const create = (
    <ButtonLink primary to="/understand/audiences/rule">
      {t('understand.audiences.create')}
    </ButtonLink>
  );
  return (
    <Page
      title={t('understand.audiences.title')}
      about={t('understand.audiences.about')}
      actions={
        <>
          <AudienceTools filter={filter} />
          {create}
        </>
      }
    >
      <Panel>
        <AudienceSearch text={text} />
        <Answer of={audiences}>
          {(data) => (
            <List
              label={t('understand.audiences.title')}
              columns={columns}
              rows={data.items}
              rowKey={(audience) => audience.id}
              paging={{
                total: data.total,
                page,
                onPage: (to) => void navigate({ search: (now) => ({ ...now, page: to }) }),
              }}
              sorting={{
                keys: sorts,
                by,
                order,
                onSort: (to, way) =>
                  void navigate({ search: (now) => ({ ...now, sort: to, order: way, page: undefined }) }),
              }}
              empty={<NoAudiences filtered={text !== ''} create={create} />}
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

function AudienceTools({ filter }: { filter: object }) {
  return (
    <ListTools
      screen="audiences"
      page={(query) => client.listAudiences({ query: { ...filter, ...query } })}
      header={['id', 'name', 'rule', 'size', 'period', 'version', 'changed_at', 'changed_by']}
      row={(one) => [one.id, one.name, one.rule, one.size, one.period, one.version, one.changedAt, one.changedBy]}
      file="audiences"
    />
  );
}

function AudienceSearch({ text }: { text: string }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  return (
    <div className="bar-above">
      <Input.Search
        key={text}
        className="audience-search"
        allowClear
        aria-label={t('understand.audiences.search')}
        placeholder={t('understand.audiences.search')}
        defaultValue={text}
        onSearch={(typed) =>
          void navigate({ search: (now) => ({ ...now, text: typed.trim() || undefined, page: undefined }) })
        }
      />
    </div>
  );
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
