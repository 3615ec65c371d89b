import { TagState, type Result, type routes, type Tag } from '#contract';
import { Ago, Badge, EmptyState, Figure, SparkLine, useFormat, useText } from '#parts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Input, Select, type TableColumnsType } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { reading } from '../app/client.ts';
import { ButtonLink } from '../app/button-link.tsx';
import { List } from '../app/list.tsx';
import { Answer, Page, Panel } from '../app/page.tsx';
import { useMay } from '../app/session.ts';
import { TagBadge } from './tag-badge.tsx';
import './audience.css';
import './tags.css';

const route = getRouteApi('/signed-in/understand/tags');

/** The tag library: the tree of categories on the left, the tags of the chosen one on the right. */
export default function TagsScreen(): ReactNode {
  const { t } = useTranslation();
  const may = useMay();
  const { text = '', category = '', state } = route.useSearch();
  const wanted = TagState.safeParse(state).data;
  const tags = useQuery({
    ...reading('listTags', { query: { text, category, ...(wanted && { state: wanted }) } }),
    placeholderData: keepPreviousData,
  });
  const create = may('audiences.write') && (
    <ButtonLink primary to="/understand/audiences/rule" search={{ as: 'tag' }}>
      {t('understand.tags.create')}
    </ButtonLink>
  );
  const columns = useColumns();
  return (
    <Page title={t('understand.tags.title')} about={t('understand.tags.about')} actions={create}>
      <Answer of={tags}>
        {(data) => (
          <div className="tags">
            <Categories categories={data.categories} chosen={category} />
            <Panel>
              <TagSearch text={text} state={wanted} />
              <List
                label={t('understand.tags.title')}
                columns={columns}
                rows={data.items}
                rowKey={(tag) => tag.id}
                empty={<EmptyState title={t('understand.tags.nothing')} action={create} />}
              />
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}

function Categories({
  categories,
  chosen,
}: {
  categories: Result<typeof routes.listTags>['categories'];
  chosen: string;
}) {
  const { t } = useTranslation();
  const label = useText();
  const format = useFormat();
  const all = categories.filter(({ path }) => !path.includes('/')).reduce((sum, one) => sum + one.tags, 0);
  const rows = [{ path: '', name: t('understand.tags.all'), tags: all }, ...categories];
  return (
    <nav className="tag-tree" aria-label={t('understand.tags.categories')}>
      <ul>
        {rows.map(({ path, name, tags }) => (
          <li key={path} style={{ paddingInlineStart: path === '' ? 0 : (path.split('/').length - 1) * 16 }}>
            <Link
              to="/understand/tags"
              search={(now) => ({ ...now, category: path || undefined })}
              aria-current={path === chosen ? 'page' : undefined}
            >
              <span>{typeof name === 'string' ? name : label(name)}</span>
              <span className="quiet">{format.count(tags)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function TagSearch({ text, state }: { text: string; state: TagState | undefined }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const look = (change: { text?: string | undefined; state?: string | undefined }) =>
    void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  return (
    <div className="bar-above">
      <Input.Search
        key={text}
        className="audience-search"
        allowClear
        aria-label={t('understand.tags.search')}
        placeholder={t('understand.tags.search')}
        defaultValue={text}
        onSearch={(typed) => look({ text: typed.trim() || undefined })}
      />
      <Select
        aria-label={t('understand.tags.state')}
        value={state ?? ''}
        popupMatchSelectWidth={false}
        onChange={(chosen) => look({ state: chosen || undefined })}
        options={[
          { value: '', label: t('understand.tags.anyState') },
          ...TagState.options.map((one) => ({ value: one as string, label: t(`understand.tags.states.${one}`) })),
        ]}
      />
    </div>
  );
}

function useColumns(): TableColumnsType<Tag> {
  const { t } = useTranslation();
  const label = useText();
  const format = useFormat();
  return [
    {
      title: t('understand.tags.name'),
      render: (_, tag) => (
        <>
          <Link to="/understand/tags/$tag" params={{ tag: tag.id }}>
            {label(tag.name)}
          </Link>{' '}
          {tag.state !== 'published' && <TagBadge state={tag.state} />}
          {tag.missing.length > 0 && <Badge tone="quiet">{t('understand.tags.noData')}</Badge>}
        </>
      ),
    },
    {
      title: t('understand.tags.definition'),
      render: (_, tag) => (
        <span className="clip clip-short" title={label(tag.definition)}>
          {label(tag.definition)}
        </span>
      ),
    },
    {
      title: t('understand.tags.coverage'),
      align: 'right',
      render: (_, tag) => <Figure value={tag.coverage.at(-1)?.customers ?? null} />,
    },
    {
      title: t('understand.tags.share'),
      align: 'right',
      render: (_, tag) => {
        const newest = tag.coverage.at(-1);
        return newest && newest.total > 0 ? format.percent(newest.customers / newest.total) : '–';
      },
    },
    {
      title: t('understand.tags.trend'),
      render: (_, tag) => (
        <SparkLine
          values={tag.coverage.map(({ customers, total }) => (total === 0 ? null : customers / total))}
          label={t('understand.tags.trendOf', { name: label(tag.name) })}
        />
      ),
    },
    { title: t('understand.tags.uses'), align: 'right', render: (_, tag) => format.count(tag.uses) },
    {
      title: t('understand.tags.fresh'),
      render: (_, tag) => (tag.fresh ? <Ago at={tag.fresh.at} /> : <span className="quiet">–</span>),
    },
  ];
}
